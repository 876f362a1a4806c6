package guideline

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
)

// slow is the readable twin of the rules on notes: what they find, as words,
// sorted, from the tree of the release alone.
func slow(release *cm.Release, codes []cm.Code) (found []string) {
	entries := make([]cm.Entry, len(codes))
	for i, c := range codes {
		if !slices.Contains(codes[:i], c) { // one that comes again is another rule's finding
			entries[i], _ = release.Lookup(c)
		}
	}
	for i, e := range entries {
		for k := range i {
			if d := entries[k]; e.IsValid() && d.IsValid() && e != d {
				if _, excluded := e.Excludes1(d); excluded {
					found = append(found, fmt.Sprintf("excludes1 %d %d", i, k))
				}
			}
		}
		if !e.IsValid() {
			continue
		}
		for _, at := range append([]cm.Entry{e}, slices.Collect(e.Ancestors())...) {
			found = append(found, slowNotes(at, entries, i)...)
		}
	}
	slices.Sort(found)
	return found
}

// slowNotes judges diagnosis i by the notes that stand at an entry.
func slowNotes(at cm.Entry, entries []cm.Entry, i int) (found []string) {
	var first, additional []*cm.Note
	for n := range at.Notes() {
		switch n.Kind {
		case cm.CodeFirst:
			first = append(first, n)
		case cm.UseAdditional:
			additional = append(additional, n)
		}
	}
	if first != nil && (!strings.Contains(first[0].Text, "for adverse effects") || intent(entries[i].Code()) == adverse) {
		before, after := named(first, entries, i)
		switch d := demandOf(at, first); {
		case before < 0 && after >= 0:
			found = append(found, fmt.Sprintf("code-first-order %d %d", i, after))
		case before < 0 && d == closed && !strings.HasPrefix(entries[i].Code().Compact(), "R297"):
			found = append(found, fmt.Sprintf("code-first-missing %d", i))
		}
	}
	ix := &index{sets: newSets(), book: newBook()}
	for k, n := range additional {
		if ix.additional(at, additional[:k], n) != closed {
			continue
		}
		if strings.Contains(n.Text, "extent of body surface") && encounter(entries[i].Code()) == sequela7 {
			continue
		}
		if before, after := named([]*cm.Note{n}, entries, i); before < 0 && after < 0 {
			found = append(found, fmt.Sprintf("use-additional-missing %d", i))
		}
	}
	return found
}

// named returns the first diagnoses before and after i that one of the notes names.
func named(notes []*cm.Note, entries []cm.Entry, i int) (before, after int) {
	before, after = -1, -1
	for k, d := range entries {
		if !d.IsValid() || d == entries[i] || !slices.ContainsFunc(notes, func(n *cm.Note) bool { return n.Names(d) }) {
			continue
		}
		switch {
		case k < i && before < 0:
			before = k
		case k > i && after < 0:
			after = k
		}
	}
	return before, after
}

// fast is what the rules themselves find, in the same words.
func fast(reg *rules.Registry, codes []cm.Code) (found []string) {
	c := &rules.Claim{Setting: rules.Inpatient, Discharge: medcode.MustParseDate("2026-04-15")}
	for _, code := range codes {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code.Compact()})
	}
	for _, f := range reg.Findings(c) {
		s := fmt.Sprintf("%s %d", strings.TrimPrefix(f.Rule, "guideline."), f.Place.Index)
		for _, p := range f.Related {
			s += fmt.Sprintf(" %d", p.Index)
		}
		switch name, _, _ := strings.Cut(s, " "); name {
		case "excludes1", "code-first-order", "code-first-missing", "use-additional-missing":
			found = append(found, s)
		}
	}
	slices.Sort(found)
	return found
}

// TestTwin compares the two on claims that are made of codes and codes that
// their notes name.
func TestTwin(t *testing.T) {
	release, err := cm.Read(os.DirFS("testdata/icd10cm"))
	require.NoError(t, err)
	compareTwins(t, release, 2_000, 60)
}

func TestTwinOfficial(t *testing.T) {
	release, err := cm.Read(os.DirFS(official.Path(t, "releases/icd10cm/2026-04")))
	require.NoError(t, err)
	compareTwins(t, release, 1_000, 2_500)
}

func compareTwins(t *testing.T, release *cm.Release, claims, least int) {
	lib, err := cm.NewLibrary(release.Dated("2026", icd10))
	require.NoError(t, err)
	reg, err := rules.New(Pack(Options{CM: lib}))
	require.NoError(t, err)
	var all []cm.Entry
	for _, e := range release.All() {
		all = append(all, e)
	}
	rnd, count := rand.New(rand.NewPCG(1, 2)), 0
	for range claims {
		codes := randomClaim(rnd, release, all)
		want := slow(release, codes)
		require.Equal(t, want, fast(reg, codes), codes)
		count += len(want)
	}
	t.Log(count, "findings on", claims, "claims")
	require.Greater(t, count, least)
}

// randomClaim returns codes and headers, some of them named by the notes of others.
func randomClaim(rnd *rand.Rand, release *cm.Release, all []cm.Entry) (codes []cm.Code) {
	for range 1 + rnd.IntN(6) {
		e := all[rnd.IntN(len(all))]
		codes = append(codes, e.Code())
		for _, n := range e.AllNotes() {
			if len(n.Refs) == 0 || rnd.IntN(4) > 0 {
				continue
			}
			if d, ok := release.Lookup(n.Refs[rnd.IntN(len(n.Refs))].First); ok {
				leaves := slices.Collect(d.Leaves())
				codes = append(codes, leaves[rnd.IntN(len(leaves))].Code())
			}
		}
	}
	rnd.Shuffle(len(codes), func(i, k int) { codes[i], codes[k] = codes[k], codes[i] })
	return codes[:min(len(codes), 25)]
}

// TestSides looks at the families of sides in the tabular list as published.
func TestSides(t *testing.T) {
	release, err := cm.Read(os.DirFS(official.Path(t, "releases/icd10cm/2026-04")))
	require.NoError(t, err)
	ix := &index{release: release, sets: newSets(), book: newBook()}
	ix.build()
	for category := range ix.heads {
		ix.prepare(int32(category))
	}
	count := map[side]int{}
	for i := range ix.facts {
		f := &ix.facts[i]
		count[f.side]++
		require.Equal(t, f.side == noSide, f.family == 0)
		title := ""
		if f.entry.IsValid() {
			title = f.entry.Title()
		}
		switch f.side {
		case right, left:
			require.Contains(t, title, sideNames[f.side])
		case bilateral:
			require.Contains(t, strings.ToLower(title), "bilateral")
		case sideUnknown:
			require.Contains(t, title, "unspecified")
		}
	}
	t.Log(count, len(ix.notes), "notes,", len(ix.named), "names")
	require.Equal(t, count[right], count[left])
	require.Greater(t, count[right], 13_000)
}

// TestRounds runs the count of rounds over its end.
func TestRounds(t *testing.T) {
	release, err := cm.Read(os.DirFS("testdata/icd10cm"))
	require.NoError(t, err)
	ix := &index{release: release, sets: newSets(), book: newBook()}
	ix.build()
	v := &view{ix: ix, marked: make([]marked, len(ix.notes)), round: ^uint32(0)}
	v.marked[0].round = 1
	v.match()
	require.Equal(t, uint32(1), v.round)
	require.Empty(t, v.hits)
	require.Zero(t, v.marked[0])
}
