/*
 * plot.c - bench_plot: bench.csv as one SVG.  On the left the seconds from a
 * table to the first question, on the right the questions at the largest size,
 * each from its median to its 99th percentile.  Both axes of time are
 * logarithmic.
 *   bench_plot bench.csv bench.svg
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_POINTS 4096
#define MAX_KINDS 24

enum { WIDTH = 1000, TOP = 84, LEFT = 78, SPLIT = 430, NAMES = 130 };

static const struct tool {
	const char *name, *title, *colour;
} tools[] = {
	{"xianjin", "xianjin", "#0b5fa5"},
	{"scriptindex", "Xapian scriptindex", "#c8553d"},
	{"sqlite", "SQLite + FTS5", "#3f7d3a"},
};
#define TOOLS (sizeof(tools) / sizeof(tools[0]))

struct point {
	double rows, value;
	char tool[24], measure[24], kind[32];
};

struct data {
	struct point point[MAX_POINTS];
	size_t n;
	double rows; /* the largest */
	const char *kind[MAX_KINDS];
	size_t kinds;
	char machine[256];
};

struct axis { /* decades of a logarithmic axis, and its two ends on paper */
	double low, high;
	int from, to;
};

static double at(const struct axis *a, double v)
{
	return a->from + (log10(v) - a->low) / (a->high - a->low) *
		(a->to - a->from);
}

static int read_csv(struct data *d, const char *path)
{
	char line[512];
	FILE *f = fopen(path, "r");

	if (!f)
		return perror(path), 3;
	while (fgets(line, sizeof(line), f)) {
		struct point *p = &d->point[d->n];

		line[strcspn(line, "\r\n")] = 0;
		if (*line == '#' && !*d->machine)
			snprintf(d->machine, sizeof(d->machine), "%.250s", line + 2);
		if (d->n < MAX_POINTS &&
		    sscanf(line, "%lf,%23[^,],%23[^,],%31[^,],%lf", &p->rows, p->tool,
		           p->measure, p->kind, &p->value) == 5) {
			if (p->rows > d->rows)
				d->rows = p->rows;
			d->n++;
		}
	}
	fclose(f);
	return d->n ? 0 : (fprintf(stderr, "%s: no figures\n", path), 3);
}

static double find(const struct data *d, double rows, const char *tool,
                   const char *measure, const char *kind)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->point[i].rows == rows && !strcmp(d->point[i].tool, tool) &&
		    !strcmp(d->point[i].measure, measure) &&
		    !strcmp(d->point[i].kind, kind))
			return d->point[i].value;
	return 0;
}

/* The kinds of questions at the largest size, in the order of the file. */
static void find_kinds(struct data *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct point *p = &d->point[i];
		size_t k = 0;

		if (p->rows != d->rows || strcmp(p->measure, "p50"))
			continue;
		while (k < d->kinds && strcmp(d->kind[k], p->kind))
			k++;
		if (k == d->kinds && k < MAX_KINDS)
			d->kind[d->kinds++] = p->kind;
	}
}

static void text(FILE *f, double x, double y, const char *how, const char *s)
{
	fprintf(f, "<text x='%.1f' y='%.1f' %s>", x, y, how);
	for (; *s; s++)
		if (*s == '&')
			fputs("&amp;", f);
		else if (*s == '<')
			fputs("&lt;", f);
		else
			fputc(*s, f);
	fputs("</text>\n", f);
}

static void line(FILE *f, double x1, double y1, double x2, double y2,
                 const char *how)
{
	fprintf(f, "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' %s/>\n", x1, y1,
	        x2, y2, how);
}

/* 1 000 000 as people read it. */
static void count_text(double v, char *out, size_t cap)
{
	if (v >= 1e6)
		snprintf(out, cap, "%g M", v / 1e6);
	else if (v >= 1e3)
		snprintf(out, cap, "%g k", v / 1e3);
	else
		snprintf(out, cap, "%g", v);
}

static void time_text(double us, char *out, size_t cap)
{
	if (us >= 1e6)
		snprintf(out, cap, "%g s", us / 1e6);
	else if (us >= 1e3)
		snprintf(out, cap, "%g ms", us / 1e3);
	else
		snprintf(out, cap, "%g µs", us);
}

#define GRID "stroke='#dddddd'"
#define SMALL "font-size='12' fill='#444444'"
#define RIGHT_SMALL "font-size='12' fill='#444444' text-anchor='end'"
#define MID_SMALL "font-size='12' fill='#444444' text-anchor='middle'"
#define HEAD "font-size='14' font-weight='bold' fill='#222222'"

static void limits(const struct data *d, const char *measure, const char *kind,
                   double rows, struct axis *a)
{
	double low = 1e300, high = 0;

	for (size_t i = 0; i < d->n; i++) {
		const struct point *p = &d->point[i];

		if (strcmp(p->measure, measure) || (kind && strcmp(p->kind, kind)) ||
		    (rows > 0 && p->rows != rows) || p->value <= 0)
			continue;
		low = p->value < low ? p->value : low;
		high = p->value > high ? p->value : high;
	}
	if (high <= 0)
		low = high = 1;
	if (a->high == 0 || log10(low) < a->low)
		a->low = floor(log10(low));
	if (a->high == 0 || log10(high) > a->high)
		a->high = ceil(log10(high));
	if (a->high <= a->low)
		a->high = a->low + 1;
}

static void import_panel(FILE *f, const struct data *d, int bottom)
{
	struct axis x = {0, 0, LEFT, SPLIT - 30}, y = {0, 0, bottom, TOP};
	double sizes[16] = {1}, ends[TOOLS];
	size_t n = 0;
	char label[64];

	for (size_t i = 0; i < d->n && n < 16; i++)
		if (!n || sizes[n - 1] != d->point[i].rows)
			sizes[n++] = d->point[i].rows;
	x.low = log10(sizes[0]) - .12;
	x.high = log10(d->rows) + .12;
	limits(d, "wall", "import", 0, &y);
	text(f, LEFT - 50, TOP - 22, HEAD, "From a CSV table to a searchable index");
	for (double e = y.low; e <= y.high; e++) {
		line(f, LEFT, at(&y, pow(10, e)), SPLIT - 30, at(&y, pow(10, e)), GRID);
		snprintf(label, sizeof(label), "%g s", pow(10, e));
		text(f, LEFT - 8, at(&y, pow(10, e)) + 4, RIGHT_SMALL, label);
	}
	for (size_t i = 0; i < n; i++) {
		line(f, at(&x, sizes[i]), TOP, at(&x, sizes[i]), bottom, GRID);
		count_text(sizes[i], label, sizeof(label));
		text(f, at(&x, sizes[i]), bottom + 18, MID_SMALL, label);
	}
	text(f, (LEFT + SPLIT - 30) / 2.0, bottom + 40, MID_SMALL, "rows");
	fprintf(f, "<text transform='translate(%d %d) rotate(-90)' %s>"
	        "wall time, seconds (log)</text>\n", LEFT - 52,
	        (TOP + bottom) / 2, MID_SMALL);
	for (size_t t = 0; t < TOOLS; t++) {
		double px = 0, py = 0;

		ends[t] = -100;
		for (size_t i = 0; i < n; i++) {
			double v = find(d, sizes[i], tools[t].name, "wall", "import");
			char how[96];

			if (v <= 0)
				continue;
			snprintf(how, sizeof(how), "stroke='%s' stroke-width='2.5'",
			         tools[t].colour);
			if (px > 0)
				line(f, px, py, at(&x, sizes[i]), at(&y, v), how);
			px = at(&x, sizes[i]);
			py = at(&y, v);
			fprintf(f, "<circle cx='%.1f' cy='%.1f' r='4.5' fill='%s'/>\n",
			        px, py, tools[t].colour);
			ends[t] = py;
		}
		if (ends[t] < 0)
			continue;
		snprintf(label, sizeof(label), "%.3g s",
		         find(d, d->rows, tools[t].name, "wall", "import"));
		py = ends[t] + 4;
		for (size_t o = 0; o < t; o++) /* keep labels apart */
			if (fabs(ends[o] - ends[t]) < 13)
				py = ends[o] + (ends[t] >= ends[o] ? 17 : -9);
		text(f, px + 9, py, SMALL, label);
	}
}

static void query_panel(FILE *f, const struct data *d, int bottom)
{
	struct axis x = {0, 0, SPLIT + NAMES, WIDTH - 30};
	double step = (double)(bottom - TOP) / (double)(d->kinds ? d->kinds : 1);
	char label[96], size[32];

	limits(d, "p50", NULL, d->rows, &x);
	limits(d, "p99", NULL, d->rows, &x);
	count_text(d->rows, size, sizeof(size));
	snprintf(label, sizeof(label), "One question of %s rows: median to 99 %%", size);
	text(f, SPLIT + 30, TOP - 22, HEAD, label);
	for (double e = x.low; e <= x.high; e++) {
		line(f, at(&x, pow(10, e)), TOP, at(&x, pow(10, e)), bottom, GRID);
		time_text(pow(10, e), label, sizeof(label));
		text(f, at(&x, pow(10, e)), bottom + 18, MID_SMALL, label);
	}
	text(f, (x.from + x.to) / 2.0, bottom + 40, MID_SMALL,
	     "time for exact count, sums and 20 rows (log)");
	for (size_t k = 0; k < d->kinds; k++) {
		double y = TOP + step * ((double)k + .5);

		snprintf(label, sizeof(label), "%s",
		         strcmp(d->kind[k], "process") ? d->kind[k] : "whole process");
		text(f, SPLIT + NAMES - 12, y + 4, RIGHT_SMALL, label);
		for (size_t t = 0; t < TOOLS; t++) {
			double a = find(d, d->rows, tools[t].name, "p50", d->kind[k]);
			double b = find(d, d->rows, tools[t].name, "p99", d->kind[k]);
			double at_y = y + ((double)t - 1) * 7;
			char how[96];

			if (a <= 0 || b <= 0)
				continue;
			snprintf(how, sizeof(how), "stroke='%s' stroke-width='3' "
			         "stroke-linecap='round'", tools[t].colour);
			line(f, at(&x, a), at_y, at(&x, b), at_y, how);
			fprintf(f, "<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/>\n",
			        at(&x, a), at_y, tools[t].colour);
		}
	}
}

static void draw(FILE *f, const struct data *d)
{
	int bottom = TOP + (int)(d->kinds > 10 ? d->kinds : 10) * 30;
	double x = LEFT - 50;

	fprintf(f, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' "
	        "viewBox='0 0 %d %d' font-family='DejaVu Sans, Arial, sans-serif'>\n"
	        "<rect width='100%%' height='100%%' fill='#ffffff'/>\n",
	        WIDTH, bottom + 84, WIDTH, bottom + 84);
	for (size_t t = 0; t < TOOLS; t++) {
		fprintf(f, "<circle cx='%.1f' cy='26' r='5' fill='%s'/>\n", x,
		        tools[t].colour);
		text(f, x + 12, 31, "font-size='14' fill='#222222'", tools[t].title);
		x += 40 + 9.5 * (double)strlen(tools[t].title);
	}
	import_panel(f, d, bottom);
	query_panel(f, d, bottom);
	text(f, LEFT - 50, bottom + 70, "font-size='11' fill='#777777'", d->machine);
	fputs("</svg>\n", f);
}

int main(int argc, char **argv)
{
	struct data *d = calloc(1, sizeof(*d));
	FILE *f;
	int bad;

	if (argc != 3 || !d) {
		fputs("usage: bench_plot bench.csv bench.svg\n", stderr);
		return 2;
	}
	bad = read_csv(d, argv[1]);
	if (!bad) {
		find_kinds(d);
		f = fopen(argv[2], "w");
		if (!f)
			return perror(argv[2]), 3;
		draw(f, d);
		bad = fclose(f) != 0 ? 3 : 0;
	}
	free(d);
	return bad;
}
