/*
 * fuzz_request.c - a whole request to a small site: "METHOD TARGET", lines of headers,
 * an empty line, the body.  Whatever is asked, the answer has a sound head; a page is
 * one by the strict reader, JSON is JSON, and nothing fails inside.
 */
#include <stdlib.h>
#include <yajl/yajl_parse.h>

#include "src/web/call.h"
#include "tests/unit/head_sound.h"
#include "tests/unit/page_fault.h"
#include "tests/unit/site_make.h"

enum { HEADERS = 8 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char folder[] = "/tmp/xj-fuzz-request-XXXXXX";
static struct web_site *site;

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_request: %s\n", what);
	__builtin_trap();
}

/* ---- the site ---------------------------------------------------------------------- */

static const char table[] =
	"序號,擬參選人／政黨,選舉名稱,申報序號／年度,交易日期,收支科目,捐贈者／支出對象,"
	"身分證／統一編號,收入金額,支出金額,捐贈方式,存入專戶日期,返還/繳庫,支出用途,金錢類,地址,"
	"聯絡電話,應揭露之支出對象,支出對象之內部人員姓名,支出對象之內部人員職稱,"
	"政黨之內部人員姓名,政黨之內部人員職稱,關係,更正註記,資料更正日期\r\n"
	"1,范例文,111年臺南市市長選舉,首次申報,1110503,個人捐贈收入,陳甲子,D12*******,"
	"100000.00,0.00,匯款,1110503,,,金錢,臺南市東區裕****,06-2*****,,,,,,,,\r\n"
	"2,范例文,111年臺南市市長選舉,首次申報,1110506,營利事業捐贈收入,樣本股份有限公司,"
	"04595257,600000.00,0.00,匯款,1110506,,,金錢,臺南市東區裕農路,06-2345678,,,,,,,,\r\n"
	"3,范例文,111年臺南市市長選舉,首次申報,1110507,匿名捐贈,匿名,,20000.00,0.00,現金,"
	"1110507,,,金錢,,,,,,,,,,\r\n"
	"4,范例文,111年臺南市市長選舉,首次申報,1110508,宣傳支出,樣本股份有限公司,04595257,"
	"0.00,50000.00,匯款,,,<b>傳單</b>,金錢,臺南市東區裕農路,06-2345678,,,,,,,,\r\n";

static void end_site(void)
{
	web_site_close(site);
	site_remove(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct web_site_options options = { .data = folder };
	struct xj_error err = { .status = XJ_OK };
	char path[64];
	const char *file[] = { path };
	FILE *f;

	(void)argc;
	(void)argv;
	must(mkdtemp(folder) != NULL, "no folder");
	snprintf(path, sizeof(path), "%s/incomes.csv", folder);
	f = fopen(path, "wb");
	must(f && fwrite(table, 1, sizeof(table) - 1, f) == sizeof(table) - 1, "no file");
	must(fclose(f) == 0, "no file");
	must(!site_fill(folder, file, 1, &err), err.text);
	must(!web_site_open(&options, &site, &err), err.text);
	return atexit(end_site);
}

/* ---- a request ----------------------------------------------------------------------- */

/* Takes a line off *REST, which has a NUL behind it, and ends it with one. */
static char *take_line(char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');

	*rest = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	return line;
}

static void read_request(char *text, size_t n, struct web_header header[HEADERS],
                         struct web_request *r)
{
	char *rest = text, *line = take_line(&rest), *blank = strchr(line, ' ');

	*r = (struct web_request){ .method = "GET", .target = xj_str_c(line), .mount = "",
	                           .header = header, .now = 1700000000 };
	if (blank) {
		*blank = '\0';
		r->method = line;
		r->target = xj_str_c(blank + 1);
	}
	while (*rest && r->headers < HEADERS) {
		char *colon;

		line = take_line(&rest);
		colon = strchr(line, ':');
		if (!colon)
			break;
		*colon = '\0';
		header[r->headers++] = (struct web_header){ line, colon + 1 + strspn(colon + 1, " ") };
	}
	r->body = xj_str_of(rest, n - (size_t)(rest - text));
}

/* ---- the answer ------------------------------------------------------------------------ */

static bool is_json(struct xj_str s)
{
	yajl_handle y = yajl_alloc(NULL, NULL, NULL);
	bool sound = y && yajl_parse(y, (const unsigned char *)s.p, s.n) == yajl_status_ok &&
	             yajl_complete_parse(y) == yajl_status_ok;

	yajl_free(y);
	return sound;
}

static void look_at(struct web_response *a)
{
	static struct page reader;
	struct xj_str body;

	must(a->status != 500, a->log);
	must(head_is_sound(a->head.p), a->head.p);
	must(!site_drain(a), "the stream broke");
	body = xj_buf_str(&a->body);
	if (!body.n)
		return;
	if (strstr(a->head.p, "Content-Type: text/html"))
		must(!*page_fault(&reader, body), reader.fault);
	if (strstr(a->head.p, "Content-Type: application/json") ||
	    strstr(a->head.p, "Content-Type: application/problem+json"))
		must(is_json(body), body.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct web_header header[HEADERS];
	struct web_request r;
	struct web_response a;
	char *text = malloc(n + 1);

	if (!text)
		return 0;
	memcpy(text, data, n);
	text[n] = '\0';
	read_request(text, n, header, &r);
	web_answer(site, &r, &a);
	look_at(&a);
	web_response_clear(&a);
	free(text);
	return 0;
}
