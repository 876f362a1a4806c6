package manual

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

func items(codes ...string) []Item {
	var out []Item
	for _, c := range codes {
		it := Item{Code: c}
		if c[0] == '+' {
			it = Item{Code: c[1:], And: true}
		}
		out = append(out, it)
	}
	return out
}

// smallManual is a tree of the kind that Read makes.
func smallManual() *Manual {
	return &Manual{
		DRGs: []DRG{{Number: 1, Title: "One", Surgical: true}, {Number: 2, Title: "Two"}},
		Chapters: []Chapter{{MDC: 0}, {MDC: 5, Assignment: items("I10", "I110"), Preface: []Heading{{Text: "PREFACE", Items: items("I10")}},
			Families: []Family{
				{Title: "Ones", Columns: []string{"MCC"}, Rows: []Row{{Cells: []string{"Yes"}, DRG: 1}, {Cells: []string{"No"}, DRG: 2}},
					Body: []Heading{{Text: "DEVICES"}, {Text: "Operating Room Procedures", Items: items("02HA0QZ", "02HA0RZ", "+02PA0RZ")}, {Text: "Operating room procedures", Items: items("02YA0Z0")}}},
				{Title: "Threes", Rows: []Row{{DRG: 3}}},
			}}},
		Severity:   []Severity{{Code: "A000", Collection: 2}, {Code: "A001", Collection: 2}, {Code: "B000", Major: true, Collection: 3}},
		Exclusions: []Collection{{Number: 2, Items: items("A000", "A001")}, {Number: 3, Items: items("B000")}},
		Hierarchy:  []Class{{MDC: 5, DRGs: Range{1, 2}}, {MDC: 5, DRGs: Range{3, 3}}},
		Procedures: []IndexEntry{{Item: Item{Code: "02HA0QZ"}}, {Item: Item{Code: "02HA0QZ"}}, {Item: Item{Code: "02HA0RZ", Star: true}}},
		HACs:       []HAC{{Number: 1, Title: "Objects", Body: []Heading{{Text: "SECONDARY DIAGNOSIS", Items: items("T8150XA")}}}, {Number: 2, Title: "Air"}},
		files:      []file{{text: "x"}},
	}
}

func TestDiff(t *testing.T) {
	require.Empty(t, Diff(smallManual(), smallManual()))

	b := smallManual()
	b.DRGs[0].Title = "The one"
	b.DRGs[1] = DRG{Number: 4, Title: "Four"}
	c := &b.Chapters[1]
	c.Assignment = items("I10", "I119")
	c.Families[0].Rows[1].Cells[0] = "n/a"
	c.Families[0].Body[1].Items = items("02HA0QZ")
	c.Families[0].Body = append(c.Families[0].Body, Heading{Text: "NEW", Items: items("02HA0QZ")})
	c.Families[1] = Family{Title: "Fours", Rows: []Row{{DRG: 4}, {DRG: 6}}}
	b.Severity = []Severity{{Code: "A000", Collection: 2}, {Code: "A001", Collection: 2}, {Code: "B000", Collection: 3}, {Code: "C000"}}
	b.Exclusions[0].Items = items("A000", "A009")
	b.Severity[2].Code = "B000"
	b.Hierarchy = b.Hierarchy[:1]
	b.Procedures[0].Star, b.Procedures[2].Star = true, false
	b.HACs = []HAC{{Number: 1, Title: "Objects", Body: []Heading{{Text: "SECONDARY DIAGNOSIS", Items: items("T8150XA", "T8151XA")}}}, {Number: 3, Title: "Blood"}}

	var what []string
	for _, d := range Diff(smallManual(), b) {
		what = append(what, d.Part+" "+d.DRGs+": "+d.What)
	}
	require.Equal(t, []string{
		`Appendix A 001: title, MDC or type changed from "One" to "The one"`,
		`Appendix A 002: DRG deleted: Two`,
		`Appendix A 004: DRG added: Four`,
		`MDC 05 : principal diagnoses of the MDC`,
		`MDC 05 001-002: the table changed from [MCC=Yes 001; MCC=No 002] to [MCC=Yes 001; MCC=n/a 002]`,
		`MDC 05 001-002: list DEVICES / OPERATING ROOM PROCEDURES`,
		`MDC 05 001-002: list DEVICES / NEW`,
		`MDC 05 003: family gone: Threes`,
		`MDC 05 004-006: family new: Fours`,
		`Appendix C : principal diagnoses that exclude a level`,
		`Appendix C : B000 is a CC instead of a MCC`,
		`Appendix C : C000 is a CC`,
		`Appendix D : the hierarchy of MDC 05 changed from 001-002 003-003 to 001-002`,
		`Appendix E : 02HA0QZ is no O.R. procedure any more`,
		`Appendix E : 02HA0RZ is an O.R. procedure now`,
		`HAC 01 : list SECONDARY DIAGNOSIS`,
		`HAC 02 : gone: Air`,
		`HAC 03 : new: Blood`,
	}, what)

	all := Diff(smallManual(), b)
	require.Equal(t, []string{"02HA0RZ and 02PA0RZ"}, all[5].Removed)
	require.True(t, all[5].Touches("02PA0RZ"))
	require.False(t, all[5].Touches("02HA0QZ"))
	require.Equal(t, []string{"A000", "A001"}, all[9].For)
	require.Equal(t, []string{"A009"}, all[9].Added)
	require.True(t, all[9].Touches("A000"))

	require.Len(t, Diff(b, smallManual()), len(all), "the other way round, what came went")
}

func TestDiffOfficial(t *testing.T) {
	read := func(version string) *Manual {
		fsys, err := source.Open(official.Path(t, "releases/msdrg/msdrg-definitions-manual-v"+version+".zip"))
		require.NoError(t, err)
		m, err := Read(fsys)
		require.NoError(t, err)
		return m
	}
	old, new := read("42"), read("43.1")
	require.Empty(t, Diff(new, new))
	deltas := Diff(old, new)
	found := map[string]bool{}
	for _, d := range deltas {
		if d.Part == "MDC 05" && d.What == "family new: Complex Aortic Arch Procedures" {
			found["209"] = d.DRGs == "209"
		}
		if d.Part == "Appendix A" && d.DRGs == "209" {
			found["title"] = true
		}
	}
	require.Equal(t, map[string]bool{"209": true, "title": true}, found)
}
