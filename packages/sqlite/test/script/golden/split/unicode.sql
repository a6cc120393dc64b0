-- Größe: ✅ 😀
CREATE TABLE größe_😀 (名前 TEXT, a$b INTEGER); SELECT '😀', "名前" FROM größe_😀; SELECT 1;
﻿SELECT 2;﻿
