/* A file to look at in an editor. */
#include <stdio.h>

struct point { int x, y; };

static const char *names[] = { "first", "second", "third", NULL };

static int
sum(const int *values, int n)
{
	int total = 0;

	for (int i = 0; i < n; i++) {
		total += values[i];	/* no overflow check */
	}
	return total;
}

/* A line that is longer than the screen is wide, so that it has to be wrapped, which an editor shows in one of two ways. */

int
main(int argc, char *argv[])
{
	int values[] = { 1, 2, 3, 0x7f, 077, 'a' };
	struct point p = { .x = 1, .y = 2 };

	if (argc > 1) {
		printf("%s: %d\n", argv[0], argc);
	}
	printf("%d %d %d\n", sum(values, 6), p.x, p.y);
	for (int i = 0; names[i] != NULL; i++) {
		puts(names[i]);	// größer, 日本語
	}
	return 0;
}
/* the last line of the file */
