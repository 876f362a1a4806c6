package words_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/icd10/words"
	"github.com/medcode/medcode/internal/official"
)

// finder finds in the newest embedded release, with the newest index of
// diseases that there is.
var finder = sync.OnceValue(func() *words.Finder {
	all := slices.Collect(cmdata.Library().Releases())
	slices.Reverse(all)
	return words.New(all[0], words.Options{Older: all[1:]})
})

var procedures = sync.OnceValue(func() *words.ProcedureFinder {
	all := slices.Collect(pcsdata.Library().Releases())
	return words.NewProcedures(all[len(all)-1])
})

// TestPhrases measures how often the right code comes first, and among five,
// over phrases that people write, and fails on a drop.
func TestPhrases(t *testing.T) {
	text, err := os.ReadFile(official.Path(t, "phrases/dev.tsv"))
	require.NoError(t, err)
	all := score(t, string(text), "all")
	require.GreaterOrEqual(t, 100*all.first, 75*all.n)
	require.GreaterOrEqual(t, 100*all.five, 90*all.n)
}

// A count is how many phrases had the right code first and among five.
type count struct{ n, first, five int }

// score asks for the phrases of a table (id, kind, phrase, codes), tells how each
// kind fares, and returns the count of one, "all" for all of them. Misses are
// added to the file that MEDCODE_MISSES names.
func score(t *testing.T, text, kind string) count {
	f := finder()
	kinds := map[string]*count{}
	var misses strings.Builder
	begun := time.Now()
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		row := strings.Split(line, "\t")
		if row[0] == "id" {
			continue
		}
		rank, codes := 0, []string{}
		if row[1] == "pcs" {
			for i, a := range procedures().Find(row[2], 10) {
				codes = append(codes, a.Entry.Code.String())
				if rank == 0 && procedure(a.Entry.Code.String(), row[3]) {
					rank = i + 1
				}
			}
		} else {
			for i, a := range f.Find(row[2], 10) {
				codes = append(codes, a.Entry.Name())
				if rank == 0 && right(a.Entry, row[3]) {
					rank = i + 1
				}
			}
		}
		for _, k := range []string{row[1], "all"} {
			if kinds[k] == nil {
				kinds[k] = &count{}
			}
			kinds[k].n++
			if rank == 1 {
				kinds[k].first++
			}
			if rank > 0 && rank <= 5 {
				kinds[k].five++
			}
		}
		if rank != 1 {
			fmt.Fprintf(&misses, "%d\t%s\t%s\t%v\n", rank, row[2], row[3], codes[:min(len(codes), 5)])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		c := kinds[k]
		t.Logf("%-24s %3d first %5.1f %%, among five %5.1f %%", k, c.n, 100*float64(c.first)/float64(c.n), 100*float64(c.five)/float64(c.n))
	}
	t.Logf("%v a phrase", time.Since(begun)/time.Duration(kinds["all"].n))
	if name := os.Getenv("MEDCODE_MISSES"); name != "" {
		require.NoError(t, os.WriteFile(name, []byte(misses.String()), 0o600))
	}
	return *kinds[kind]
}

// procedure reports whether a code is one of those, * for any ending.
func procedure(code, accepted string) bool {
	return slices.ContainsFunc(strings.Split(accepted, "|"), func(want string) bool {
		ok, _ := path.Match(want, code)
		return ok
	})
}

// right reports whether an entry is one of the codes, several parted by |, * for
// any ending, the seventh character completed or not.
func right(e cm.Entry, accepted string) bool {
	name := strings.ReplaceAll(e.Name(), ".", "")
	for want := range strings.SplitSeq(strings.ReplaceAll(accepted, ".", ""), "|") {
		if ok, _ := path.Match(want, name); ok {
			return true
		}
		stem := strings.TrimRight(strings.TrimSuffix(want, "*"), "X")
		if len(want) == 7 && want[6] >= 'A' && name == strings.TrimRight(want[:6], "X") || strings.HasSuffix(want, "*") && name == stem {
			return true
		}
	}
	return false
}

// A limit beyond all answers is as none.
func TestFindAll(t *testing.T) {
	require.NotEmpty(t, finder().Find("kyphosis", math.MaxInt))
}
