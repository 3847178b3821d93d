/**
 * What words are in SQL, of all dialects at once: each word's kind is one letter of a token sequence
 * (`sql-tokens.ts` has the alphabet). Words that are not here are identifiers.
 */
const KINDS: Readonly<Record<string, string>> = {
  '&': 'and or xor',
  '!': 'not',
  l: 'like ilike rlike regexp in is between similar glob sounds isnull notnull',
  '+': 'div mod collate',
  t: 'true false null unknown',
  u: 'union except intersect minus',
  e: 'select',
  a: 'all distinct distinctrow',
  d: 'insert update delete drop create alter truncate merge grant revoke load backup restore rename attach',
  D: 'exec execute declare shutdown call handler begin waitfor set perform replace reconfigure',
  h: 'having where rownum',
  m: 'limit offset procedure into outfile dumpfile',
  r: 'from',
  w: 'when then else end case',
  x: 'exists any some',
  k: 'table database boolean mode function view index user users schema values join on as using escape binary asc desc nulls delay time top dual analyse cascade constraint inner outer left right cross natural by rollup lines terminated columns',
  b: 'order group',
};

/**
 * Functions that no ordinary value calls: one call is enough. Names with a dot or `xp_` stand for a whole package.
 */
const TELLING =
  'sleep benchmark pg_sleep extractvalue updatexml load_file load_extension group_concat gtid_subset gtid_subtract ' +
  'has_dbaccess json_keys st_latfromgeohash st_longfromgeohash st_pointfromgeohash ' +
  'name_const randomblob zeroblob lo_import lo_export pg_read_file ' +
  'pg_ls_dir pg_sleep_for query_to_xml database_to_xml xmltype xpath_exists sqlite_version system_user ' +
  'session_user current_user db_name host_name object_id object_name col_name col_length fn_sqlvarbasetostr ' +
  'fn_xe_file_target_read_file openrowset opendatasource openquery dblink string_agg listagg wm_concat ' +
  'sys_eval sys_exec row_count found_rows last_insert_id updatetext readtext is_srvrolemember is_member ' +
  'httpuritype suser_name suser_sname user_name regexp_substring crypt_key rawtohex row_to_json inet_server_addr current_setting';

/** Functions that programs and people use too: they speak only next to other SQL. */
const COMMON =
  'char chr nchar ascii ord substr substring substring_index mid left right length len char_length octet_length bit_length ' +
  'count concat concat_ws convert cast hex unhex bin oct conv md5 sha1 sha encode decode compress floor ceiling ceil rand ' +
  'random round abs sign exp pow power if iif ifnull nullif coalesce nvl nvl2 isnull greatest least elt field ' +
  'find_in_set make_set instr locate position charindex patindex strcmp strpos replace reverse repeat replicate space ' +
  'lpad rpad trim ltrim rtrim upper lower ucase lcase stuff str quotename soundex now sysdate getdate curdate curtime ' +
  'current_date current_timestamp localtime unix_timestamp date_add date_sub database schema user version ' +
  'connection_id uuid row sum avg min max json_extract json_array json_object json_length json_valid json_type json_depth json_value json_query json_contains json_quote json_unquote json_search json_set json_insert json_array_length jsonb_array_length jsonb_typeof isjson openjson like glob typeof quote total to_char ' +
  'to_number to_date translate decode dump bitand initcap sqrt pi ln log lcase ucase generate_series array_to_string ' +
  'xmlagg xmlelement unistr tochar dayofyear aes_encrypt aes_decrypt des_encrypt interval analyse extract try_convert ' +
  'try_cast choose format parsename geometrycollection multipoint multipolygon multilinestring multicurve linestring polygon newid checksum hashbytes datalength unicode any_value bit_count bit_or bit_and';

const SCHEMA =
  'information_schema sysobjects syscolumns sysdatabases sysusers syslogins sysmessages sqlite_master sqlite_schema ' +
  'sqlite_temp_master pg_catalog pg_user pg_shadow pg_tables pg_database pg_class pg_attribute pg_proc pg_stat_activity ' +
  'pg_authid msysobjects msysaces msysqueries all_tables all_tab_columns all_tab_cols all_users user_tables user_tab_columns ' +
  'user_tab_cols user_objects dba_users dba_tables v$version v$instance v$session mysql_user syscat sysibm sysfiles ' +
  'sysprocesses rdb$database rdb$relations domain_columns systables syscat_columns all_objects user_catalog schemata';

function kindsOf(): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  for (const [kind, words] of Object.entries(KINDS))
    for (const word of words.split(' ')) kinds.set(word, kind);
  return kinds;
}

export const WORD_KINDS = kindsOf();
export const TELLING_FUNCTIONS: ReadonlySet<string> = new Set(TELLING.split(' '));
export const COMMON_FUNCTIONS: ReadonlySet<string> = new Set(COMMON.split(' '));
/** Tables and views that describe the database itself. */
export const CATALOGUES: ReadonlySet<string> = new Set(SCHEMA.split(' '));
/** Packages and prefixes of Oracle and SQL Server whose every member tells. */
export const TELLING_PREFIXES = ['xp_', 'sp_', 'dbms_', 'utl_', 'ctxsys', 'sys_context'] as const;
