package words_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Three tables of phrases, written one after the other by one hand before the
// finder was asked, with codes looked up in the official tables. When they were
// new, and nothing was made for them, the right code came first and among five in
//
//	blind1  82.2 % and 92.4 % of 501 (procedures 73.9 and 88.4)
//	blind2  80.7 % and 90.2 % of 296 (procedures 77.8 and 88.9), mended by blind1
//	blind3  79.7 % and 90.6 % of 138, mended by both
//
// which is what to expect of phrases that nobody has tuned to. Since then misses
// have been mended by them, and 36 of the phrases stand in the lists as they are:
// what the tables come to now says only that nothing was lost, which is what the
// test holds.
func TestBlind(t *testing.T) {
	if testing.Short() {
		t.Skip("of one goroutine, and long")
	}
	for _, name := range []string{"blind1.tsv", "blind2.tsv", "blind3.tsv"} {
		text, err := os.ReadFile("testdata/" + name)
		require.NoError(t, err)
		all := score(t, string(text), "all")
		require.GreaterOrEqual(t, 100*all.first, 88*all.n, name)
		require.GreaterOrEqual(t, 100*all.five, 96*all.n, name)
	}
}
