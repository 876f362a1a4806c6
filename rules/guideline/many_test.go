package guideline

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// TestManyPairs: of more diagnoses than are told with every one that they exclude,
// each is told with the first of those.
func TestManyPairs(t *testing.T) {
	release, err := cm.Read(os.DirFS("testdata/icd10cm"))
	require.NoError(t, err)
	ix := &index{release: release, sets: newSets(), book: newBook()}
	ix.build()
	var all []cm.Code
	for _, e := range release.All() {
		if e.Code().IsValid() {
			all = append(all, e.Code())
		}
	}
	require.Greater(t, len(all), manyPairs+40)
	for n := manyPairs + 1; n < len(all); n += 7 {
		v := &view{sets: ix.sets, book: ix.book}
		c := &rules.Claim{}
		var run rules.Run
		v.load(c, &run, nil, nil)
		v.ix, v.codes, v.facts = ix, nil, nil
		for i := range n {
			v.codes = append(v.codes, all[(i*7919+n)%len(all)])
			f := ix.find(v.codes[i])
			if slices.Contains(v.codes[:i], v.codes[i]) {
				f = nil
			}
			v.facts = append(v.facts, f)
		}
		v.match()
		want := map[int32]int32{} // by what the notes say
		for later, f := range v.facts {
			for earlier, g := range v.facts[:later] {
				if f == nil || g == nil {
					continue
				}
				if _, ok := f.entry.Excludes1(g.entry); ok {
					want[int32(later)] = int32(earlier)
					break
				}
			}
		}
		got := map[int32]int32{}
		for _, p := range v.exclusions() {
			got[p.later] = p.earlier
		}
		require.Equal(t, want, got)
		require.NotEmpty(t, got)
	}
}
