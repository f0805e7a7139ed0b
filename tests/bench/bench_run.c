/*
 * bench_run.c - runs a command and says what it took: wall and processor time,
 * the largest process, and the largest sum of its processes' memory (sampled,
 * shared pages counted once for each process).
 *   bench_run [-n RUNS] -o FILE -- COMMAND [ARGUMENT...]
 * FILE gets one line NAME=VALUE ...; the command's output goes where ours goes,
 * with -n to nowhere.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_RUNS 10000

struct took {
	double wall, cpu;
	long rss_process_kb, rss_tree_kb;
	int status;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Pages of one process if it belongs to SESSION, else 0. */
static long pages_of(const char *pid, pid_t session)
{
	char path[300], text[1024];
	const char *p;
	long pages = 0, its = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = 0;
	p = strrchr(text, ')'); /* the name may hold blanks */
	for (int field = 3; p && field <= 24; field++) {
		p = strchr(p + 1, ' ');
		if (p && field == 6)
			its = strtol(p, NULL, 10);
		if (p && field == 24)
			pages = strtol(p, NULL, 10);
	}
	return its == session ? pages : 0;
}

static long tree_kb(pid_t session)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	long pages = 0;

	if (!d)
		return 0;
	while ((e = readdir(d)))
		if (e->d_name[0] >= '0' && e->d_name[0] <= '9')
			pages += pages_of(e->d_name, session);
	closedir(d);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void child(char **argv, int quiet, const sigset_t *before)
{
	setsid();
	sigprocmask(SIG_SETMASK, before, NULL);
	if (quiet) {
		int fd = open("/dev/null", O_WRONLY);

		if (fd >= 0) {
			dup2(fd, 1);
			dup2(fd, 2);
		}
	}
	execvp(argv[0], argv);
	fprintf(stderr, "bench_run: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

static int run(char **argv, int quiet, struct took *t)
{
	struct rusage use;
	sigset_t set, before;
	double start;
	int status;
	pid_t pid;

	memset(t, 0, sizeof(*t));
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &before);
	start = now();
	pid = fork();
	if (pid < 0)
		return perror("bench_run: fork"), -1;
	if (!pid)
		child(argv, quiet, &before);
	while (!quiet) { /* until the child ends: look every 20 ms */
		static const struct timespec pause = {0, 20000000};
		long kb;

		if (sigtimedwait(&set, NULL, &pause) >= 0)
			break;
		kb = tree_kb(pid);
		if (kb > t->rss_tree_kb)
			t->rss_tree_kb = kb;
	}
	if (wait4(pid, &status, 0, &use) != pid)
		return perror("bench_run: wait4"), -1;
	t->wall = now() - start;
	sigprocmask(SIG_SETMASK, &before, NULL);
	t->cpu = (double)use.ru_utime.tv_sec + (double)use.ru_stime.tv_sec +
		(double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
	t->rss_process_kb = use.ru_maxrss;
	if (t->rss_tree_kb < t->rss_process_kb)
		t->rss_tree_kb = t->rss_process_kb;
	t->status = WIFEXITED(status) ? WEXITSTATUS(status)
		: 128 + WTERMSIG(status);
	return 0;
}

static int smaller(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	const char *to = NULL;
	struct took t = {0};
	double *wall;
	long runs = 1;
	int opt;
	FILE *f;

	while ((opt = getopt(argc, argv, "+n:o:")) != -1)
		if (opt == 'n')
			runs = strtol(optarg, NULL, 10);
		else if (opt == 'o')
			to = optarg;
		else
			return 2;
	if (!to || optind >= argc || runs < 1 || runs > MAX_RUNS) {
		fputs("usage: bench_run [-n RUNS] -o FILE -- COMMAND...\n", stderr);
		return 2;
	}
	wall = calloc((size_t)runs, sizeof(*wall));
	if (!wall)
		return 3;
	for (long i = 0; i < runs; i++) {
		if (run(argv + optind, runs > 1, &t) != 0)
			return 3;
		wall[i] = t.wall;
	}
	qsort(wall, (size_t)runs, sizeof(*wall), smaller);
	f = fopen(to, "w");
	if (!f)
		return perror(to), 3;
	if (runs > 1)
		fprintf(f, "p50_us=%.0f p99_us=%.0f status=%d\n",
		        wall[runs / 2] * 1e6,
		        wall[(runs * 99 + 99) / 100 - 1] * 1e6, t.status);
	else
		fprintf(f, "wall=%.3f cpu=%.3f rss_process_kb=%ld "
		        "rss_tree_kb=%ld status=%d\n", t.wall, t.cpu,
		        t.rss_process_kb, t.rss_tree_kb, t.status);
	free(wall);
	if (fclose(f) != 0)
		return perror(to), 3;
	return t.status;
}
