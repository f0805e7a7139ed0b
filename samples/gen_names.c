/*
 * gen_names.c - invented people, companies, groups, places, amounts, purposes.
 * Names are random combinations of common characters; a company is a function
 * of its number, so that it comes back with the same tax id.
 */
#include "gen.h"

#include <string.h>

/* A character stands as often as it is common: all of three bytes. */
static const char surnames[] =
	"陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳陳林林林林林林林林林林林林林林林"
	"林林黃黃黃黃黃黃黃黃黃黃黃黃張張張張張張張張張張張李李李李李李李李李李王王王"
	"王王王王王吳吳吳吳吳吳吳吳劉劉劉劉劉劉蔡蔡蔡蔡蔡蔡楊楊楊楊楊許許許許許鄭鄭鄭"
	"鄭謝謝謝謝郭郭郭洪洪洪曾曾曾邱邱邱廖廖廖賴賴賴徐徐徐周周葉葉蘇蘇莊莊江江呂呂"
	"何何羅羅高高潘潘簡簡朱朱鍾鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜侯傅曹"
	"薛丁卓馬阮董温唐藍蔣石紀姚連歐馮程湯田康姜白汪古尤鄒巫溫龔黎涂邵韓廖袁夏龎";
static const char given[] =
	"明美志家淑雅怡文俊宏玉秀麗金建國英華惠珍慧娟芳婷如佳玲雯君豪偉傑信義仁德福貴榮"
	"昌隆興盛春夏秋冬梅蘭竹菊月雪雲霞虹星辰宇宙天地山川江河海洋松柏楓桂樹林森木火土"
	"石玄素清源泉波濤浩瀚清澄澈潔淨靜安寧康泰平和順祥瑞吉慶喜樂歡欣怡悅心性情思念慈"
	"恩惠愛敬誠真善良正直忠勇智哲睿敏聰穎學文書詩畫琴棋賢能才藝術承繼紹宗祖耀輝煌光"
	"亮炳煥燦晶瑩玲瓏琪瑋琳珊瑚珮璇玟珠寶翠鳳凰龍麟虎駿騰飛翔鵬雁燕鶯萱芷若蓉蓮荷芸"
	"芬芝薇蔓茹莉萍菁葳蕙彥廷冠宥柏睿品妤子晴宜庭凱翰霖彬祐佑承恩軒昱妍涵筑語思羽芯";
static const char stems[] = "甲乙丙丁戊己庚辛壬癸";
static const char branches[] = "子丑寅卯辰巳午未申酉戌亥";

static const char coined[] =
	"鼎富泰隆昌盛宏鴻達順祥瑞慶豐裕源利通亨益興旺茂榮華耀輝晟曜晉捷聯合統正大中新"
	"東西南北高長永恆久遠億兆萬千百金銀玉寶鑫森林木水海洋川江湖山岳岩石土城冠群傑英"
	"勝凱崧嵩巨鉅巍峻騏驥龍鳳鵬鷹翔飛騰躍昇陞旭日月星辰光明亮晶瑩璟琦";
static const char *const trades[] = {
	"建設", "營造", "實業", "科技", "企業", "工程", "貿易", "電子", "開發",
	"投資", "機械", "國際", "工業", "食品", "建材", "環保", "資訊", "運輸",
	"印刷", "廣告", "物流", "鋼鐵", "塑膠", "化工", "生技", "餐飲", "旅行社",
	"紡織", "精密", "光電", "能源", "農產", "水電", "裝潢", "汽車", "石化",
	"保全", "顧問", "文化", "傳播",
};
static const char *const places_in_names[] = {
	"台灣", "台北", "台中", "台南", "中台", "東台", "新竹", "高雄", "花蓮",
	"宜蘭", "嘉南", "大甲",
};
static const char *const group_heads[] = {
	"社團法人", "中華民國", "台灣省", "財團法人", "",
};
static const char *const group_tails[] = {
	"同業公會", "協會", "宗親會", "協進會", "促進會", "獅子會", "同鄉會",
	"發展協會", "商業會", "工會", "婦女會", "聯誼會",
};

/* A place: its name, the two digits of its telephones, its id letter. */
static const struct place {
	const char *name;
	const char *dial;
	char letter;
} places[] = {
	{"臺北市大安區", "02-2", 'A'}, {"臺北市中山區", "02-2", 'A'},
	{"臺北市信義區", "02-2", 'A'}, {"臺北市士林區", "02-2", 'A'},
	{"臺北市內湖區", "02-8", 'A'}, {"臺北市萬華區", "02-2", 'A'},
	{"臺北市忠孝東", "02-2", 'A'}, {"新北市板橋區", "02-2", 'F'},
	{"新北市三重區", "02-2", 'F'}, {"新北市中和區", "02-2", 'F'},
	{"新北市新莊區", "02-8", 'F'}, {"新北市永和區", "02-2", 'F'},
	{"新北市土城區", "02-2", 'F'}, {"新北市新店區", "02-2", 'F'},
	{"新北市汐止區", "02-2", 'F'}, {"新北市淡水區", "02-2", 'F'},
	{"桃園市桃園區", "03-3", 'H'}, {"桃園市中壢區", "03-4", 'H'},
	{"桃園市平鎮區", "03-4", 'H'}, {"桃園市八德區", "03-3", 'H'},
	{"新竹市東區光", "03-5", 'O'}, {"新竹市北區中", "03-5", 'O'},
	{"新竹縣竹北市", "03-5", 'J'}, {"苗栗縣頭份市", "037-", 'K'},
	{"苗栗縣苗栗市", "037-", 'K'}, {"臺中市西屯區", "04-2", 'B'},
	{"臺中市北屯區", "04-2", 'B'}, {"臺中市南屯區", "04-2", 'B'},
	{"臺中市北區進", "04-2", 'B'}, {"臺中市西區美", "04-2", 'B'},
	{"臺中市豐原區", "04-2", 'L'}, {"臺中市大里區", "04-2", 'L'},
	{"臺中市太平區", "04-2", 'L'}, {"彰化縣彰化市", "04-7", 'N'},
	{"彰化縣員林市", "04-8", 'N'}, {"南投縣草屯鎮", "049-", 'M'},
	{"雲林縣斗六市", "05-5", 'P'}, {"雲林縣虎尾鎮", "05-6", 'P'},
	{"嘉義縣民雄鄉", "05-2", 'Q'}, {"嘉義市西區中", "05-2", 'I'},
	{"臺南市永康區", "06-2", 'D'}, {"臺南市東區裕", "06-2", 'D'},
	{"臺南市安南區", "06-2", 'D'}, {"臺南市新營區", "06-6", 'R'},
	{"高雄市三民區", "07-3", 'E'}, {"高雄市左營區", "07-5", 'E'},
	{"高雄市鳳山區", "07-7", 'S'}, {"高雄市楠梓區", "07-3", 'E'},
	{"高雄市前鎮區", "07-8", 'E'}, {"高雄市岡山區", "07-6", 'S'},
	{"屏東縣屏東市", "08-7", 'T'}, {"屏東縣潮州鎮", "08-7", 'T'},
	{"宜蘭縣羅東鎮", "03-9", 'G'}, {"宜蘭縣宜蘭市", "03-9", 'G'},
	{"花蓮縣花蓮市", "03-8", 'U'}, {"花蓮縣吉安鄉", "03-8", 'U'},
	{"臺東縣臺東市", "089-", 'V'}, {"基隆市中正區", "02-2", 'C'},
	{"基隆市安樂區", "02-2", 'C'}, {"澎湖縣馬公市", "06-9", 'X'},
	{"金門縣金城鎮", "082-", 'W'},
};

#define COUNT(a) ((unsigned)(sizeof(a) / sizeof((a)[0])))
#define CHARS(s) ((unsigned)(sizeof(s) - 1) / 3)

/* Three bytes of a list of Han characters. */
static size_t han(char *to, size_t at, const char *list, unsigned i)
{
	memcpy(to + at, list + (size_t)i * 3, 3);
	to[at + 3] = 0;
	return at + 3;
}

static size_t text(char *to, size_t at, const char *s)
{
	gen_copy(to + at, GEN_NAME - at, s);
	return at + strlen(s);
}

static void swap_tai(char *s, const char *from, const char *to)
{
	char *p = strstr(s, from);

	if (p)
		memcpy(p, to, 3);
}

static void masked(char *out, char letter, unsigned sex, unsigned third)
{
	memcpy(out, "A12*******", 11);
	out[0] = letter;
	out[1] = (char)('1' + sex);
	out[2] = (char)('0' + third);
}

static void place_at(struct gen_rng *r, struct gen_party *out, unsigned at)
{
	uint64_t x = gen_next(r);

	out->address[0] = out->phone[0] = 0;
	if (x % 100 < 97) {
		gen_copy(out->address, sizeof(out->address), places[at].name);
		strcat(out->address, "****");
		if ((x >> 8) % 4 == 0)
			swap_tai(out->address, "臺", "台");
		if ((x >> 16) % 20000 == 0) /* a blank that is none */
			gen_copy(out->address + 18, 46, "\xc2\xa0****");
		else if ((x >> 16) % 400 == 7) /* a cell in quotes */
			gen_copy(out->address + 18, 46, ",****");
	}
	if ((x >> 32) % 100 < 97) {
		memcpy(out->phone, "0912*****", 10);
		if ((x >> 40) % 10 < 6) {
			out->phone[2] = (char)('1' + (x >> 44) % 9);
			out->phone[3] = (char)('0' + (x >> 50) % 10);
		} else {
			memcpy(out->phone, places[at].dial, 4);
		}
	}
}

void gen_place(struct gen_rng *r, struct gen_party *out)
{
	place_at(r, out, gen_below(r, COUNT(places)));
}

/* The rare names: compound surnames, indigenous and Latin names, characters
 * of the second plane and of the private use area, invisible blanks. */
static void rare_person(struct gen_rng *r, char *name, uint64_t x)
{
	size_t n;

	switch (x % 8) {
	case 0: case 1: case 2:
		n = text(name, 0, x & 8 ? "歐陽" : "張簡");
		n = han(name, n, given, gen_below(r, CHARS(given)));
		han(name, n, given, gen_below(r, CHARS(given)));
		return;
	case 3: case 4:
		n = han(name, 0, coined, gen_below(r, CHARS(coined)));
		n = han(name, n, given, gen_below(r, CHARS(given)));
		n = text(name, n, x & 8 ? "\xe2\x80\xa7" : "\xc2\xb7");
		n = han(name, n, given, gen_below(r, CHARS(given)));
		han(name, n, given, gen_below(r, CHARS(given)));
		return;
	case 5:
		n = text(name, 0, x & 8 ? "Sample Kacaw " : "Mayaw Example ");
		name[n] = (char)('A' + gen_below(r, 26));
		name[n + 1] = 0;
		return;
	case 6:
		n = han(name, 0, surnames, gen_below(r, CHARS(surnames)));
		n = text(name, n, x & 8 ? "\xf0\xa0\xae\xb7" : "\xf3\xbf\xbf\x86");
		han(name, n, given, gen_below(r, CHARS(given)));
		return;
	default:
		n = text(name, 0, "\xe2\x80\x8b");
		n = han(name, n, surnames, gen_below(r, CHARS(surnames)));
		han(name, n, given, gen_below(r, CHARS(given)));
	}
}

void gen_person(const struct gen_names *g, struct gen_rng *r,
                struct gen_party *out)
{
	uint64_t x = gen_next(r);
	unsigned at = (unsigned)((x >> 8) % COUNT(places));
	size_t n;

	(void)g;
	if (x % 256 == 0) {
		rare_person(r, out->name, x >> 8);
	} else {
		n = han(out->name, 0, surnames, gen_below(r, CHARS(surnames)));
		n = han(out->name, n, given, gen_below(r, CHARS(given)));
		if (x % 256 > 8)
			han(out->name, n, given, gen_below(r, CHARS(given)));
	}
	out->id[0] = 0;
	if ((x >> 20) % 10 < 8)
		masked(out->id, places[at].letter, (unsigned)(x >> 30 & 1),
		       (unsigned)((x >> 32) % 5));
	place_at(r, out, at);
}

void gen_plain_person(struct gen_rng *r, struct gen_party *out)
{
	unsigned at = gen_below(r, COUNT(places));
	unsigned year = gen_below(r, 60); /* of the cycle */
	size_t n;

	n = han(out->name, 0, surnames, gen_below(r, CHARS(surnames)));
	n = han(out->name, n, stems, year % 10);
	han(out->name, n, branches, year % 12);
	masked(out->id, places[at].letter, gen_below(r, 2), gen_below(r, 4));
	place_at(r, out, at);
}

/* Most rows draw from the front of the pool. */
static unsigned popular(struct gen_rng *r, unsigned n)
{
	uint64_t a = gen_next(r) >> 32;

	return (unsigned)(((a * a) >> 32) * n >> 32);
}

static void company_name(char *name, struct gen_rng *own, struct gen_rng *row)
{
	unsigned form = gen_below(own, 100);
	size_t n = 0;
	unsigned coins = 2 + gen_below(own, 3);

	if (gen_below(own, 100) < 22)
		n = text(name, n,
		         places_in_names[gen_below(own, COUNT(places_in_names))]);
	else if (coins < 3 && form < 90)
		coins++;
	for (unsigned i = 0; i < coins; i++)
		n = han(name, n, coined, gen_below(own, CHARS(coined)));
	n = text(name, n, trades[gen_below(own, COUNT(trades))]);
	if (form < 62)
		text(name, n, gen_one_in(row, 60) ? "(股)公司" : "股份有限公司");
	else if (form < 94)
		text(name, n, "有限公司");
	else
		text(name, n, form < 97 ? "企業社" : "商行");
	if (gen_one_in(row, 4))
		swap_tai(name, "台", "臺");
}

void gen_company(const struct gen_names *g, struct gen_rng *r,
                 struct gen_party *out)
{
	unsigned i = popular(r, g->companies);
	struct gen_rng own = {gen_mix(g->seed ^ ((uint64_t)i << 20))};
	unsigned at = gen_below(&own, COUNT(places));

	company_name(out->name, &own, r);
	gen_taxid(i + (uint32_t)(g->seed % 9000000u), out->id);
	place_at(r, out, at);
}

void gen_group(const struct gen_names *g, struct gen_rng *r,
               struct gen_party *out)
{
	unsigned i = popular(r, g->groups);
	struct gen_rng own = {gen_mix(~g->seed ^ ((uint64_t)i << 20))};
	unsigned at = gen_below(&own, COUNT(places));
	size_t n = text(out->name, 0, group_heads[gen_below(&own, COUNT(group_heads))]);

	memcpy(out->name + n, places[at].name, 9);
	n += 9;
	for (int k = 0; k < 2; k++)
		n = han(out->name, n, coined, gen_below(&own, CHARS(coined)));
	text(out->name, n, group_tails[gen_below(&own, COUNT(group_tails))]);
	out->id[0] = 0;
	place_at(r, out, at);
}

/* ---- amounts, purposes, methods ---------------------------------------- */

struct heap {
	unsigned share; /* per mille; the last takes the rest */
	int64_t amount; /* 0: any amount up to `up` */
	unsigned up, step;
};

static const struct heap persons[] = {
	{311, 1000, 0, 0}, {139, 300, 0, 0}, {95, 500, 0, 0}, {85, 2000, 0, 0},
	{52, 10000, 0, 0}, {60, 5000, 0, 0}, {55, 3000, 0, 0}, {25, 3600, 0, 0},
	{15, 1450, 0, 0}, {14, 2024, 0, 0}, {12, 1180, 0, 0}, {20, 20000, 0, 0},
	{12, 30000, 0, 0}, {12, 50000, 0, 0}, {17, 100000, 0, 0},
	{6, 200, 0, 0}, {40, 0, 30, 100}, {29, 0, 9999, 1}, {1, 0, 99, 1000},
};
static const struct heap nameless[] = {
	{270, 1000, 0, 0}, {82, 10000, 0, 0}, {150, 500, 0, 0}, {140, 100, 0, 0},
	{100, 200, 0, 0}, {90, 2000, 0, 0}, {60, 5000, 0, 0}, {5, 9900, 0, 0},
	{103, 0, 5000, 1},
};
static const struct heap businesses[] = {
	{255, 100000, 0, 0}, {95, 10000, 0, 0}, {110, 50000, 0, 0},
	{80, 30000, 0, 0}, {100, 20000, 0, 0}, {90, 200000, 0, 0},
	{35, 1000000, 0, 0}, {50, 500000, 0, 0}, {40, 300000, 0, 0},
	{60, 5000, 0, 0}, {35, 1000, 0, 0}, {50, 0, 990, 1000},
};
static const struct heap groups[] = {
	{240, 100000, 0, 0}, {160, 50000, 0, 0}, {120, 30000, 0, 0},
	{150, 10000, 0, 0}, {60, 200000, 0, 0}, {30, 500000, 0, 0},
	{140, 20000, 0, 0}, {100, 0, 99, 1000},
};
static const struct heap wages[] = {
	{200, 30000, 0, 0}, {150, 36000, 0, 0}, {150, 1200, 0, 0},
	{500, 0, 400, 100},
};
static const struct heap costs[] = {
	{60, 30, 0, 0}, {40, 15, 0, 0}, {50, 1000, 0, 0}, {30, 10000, 0, 0},
	{450, 0, 3000, 1}, {250, 0, 60000, 1}, {120, 0, 500, 1000},
};

static int64_t heaped(struct gen_rng *r, const struct heap *h, unsigned n)
{
	unsigned draw = gen_below(r, 1000);

	for (unsigned i = 0; i < n; i++, h++) {
		if (draw < h->share || i + 1 == n)
			return h->amount ? h->amount
				: (int64_t)(gen_below(r, h->up) + 1) * h->step;
		draw -= h->share;
	}
	return 1000;
}

int64_t gen_gift(struct gen_rng *r, unsigned code)
{
	switch (code % 10) {
	case 1:
		return heaped(r, persons, COUNT(persons));
	case 2:
		return heaped(r, businesses, COUNT(businesses));
	case 4:
		return heaped(r, groups, COUNT(groups));
	default:
		return heaped(r, nameless, COUNT(nameless));
	}
}

int64_t gen_spending(struct gen_rng *r, unsigned code)
{
	return code == 20 ? heaped(r, wages, COUNT(wages))
		: heaped(r, costs, COUNT(costs));
}

const char *gen_method(struct gen_rng *r)
{
	unsigned draw = gen_below(r, 100);

	return draw < 48 ? "匯款" : draw < 92 ? "現金" : "票據";
}

static const struct {
	unsigned code, share;
	const char *purpose[8];
} spending[] = {
	{20, 120, {"工資或薪津", "獎金或津貼", "加班費", "保險費",
	           "其他因工作酬勞之給付（工讀）", "工資或薪津", "工資或薪津",
	           "工資或薪津"}},
	{21, 230, {"製作競選物品或宣傳廣告費用（帽子）",
	           "製作競選物品或宣傳廣告費用（口罩）", "郵寄競選物品",
	           "播放、傳送或刊登宣傳廣告費用", "宣傳廣告費用（派報）",
	           "租用廣告看板或車體廣告費用", "其他與選舉宣傳有關之費用",
	           "製作競選物品或宣傳廣告費用（布條）"}},
	{22, 40, {"租用宣傳車輛費用", "駕駛費用", "油資", "修車費", "租用宣傳車輛費用",
	          "油資", "租用宣傳車輛費用", "租用宣傳車輛費用"}},
	{23, 30, {"租用競選辦事處費用", "裝潢競選辦事處費用", "租買辦公設備費用",
	          "租用競選辦事處費用", "裝潢競選辦事處費用", "清潔費", "管理費",
	          "租用競選辦事處費用"}},
	{24, 210, {"餐飲費用", "租用設備費用", "其他與集會有關之費用（主持費）",
	           "租用場地費用", "餐飲費用", "演講或表演費用", "餐飲費用", "清潔費用"}},
	{25, 160, {"搭乘交通工具費用", "停車費", "油資", "住宿費用", "搭乘交通工具費用",
	           "停車費", "高鐵車票", "搭乘交通工具費用"}},
	{26, 200, {"雜項購置或修繕費用", "匯款手續費", "電信費用", "文具用品費用",
	           "水電瓦斯費用", "郵寄收據", "轉帳手續費", "雜項購置"}},
	{29, 10, {"聯誼交際費用", "為民服務費用", "花圈花籃", "聯誼交際費用",
	          "為民服務費用", "聯誼交際費用", "致贈禮品", "餐敘費用"}},
};

unsigned gen_expense_code(struct gen_rng *r)
{
	unsigned draw = gen_below(r, 1000);

	for (unsigned i = 0; i < COUNT(spending); i++) {
		if (draw < spending[i].share)
			return spending[i].code;
		draw -= spending[i].share;
	}
	return 26;
}

const char *gen_purpose(struct gen_rng *r, unsigned code)
{
	for (unsigned i = 0; i < COUNT(spending); i++)
		if (spending[i].code == code)
			return spending[i].purpose[gen_below(r, 8)];
	return "雜項購置";
}
