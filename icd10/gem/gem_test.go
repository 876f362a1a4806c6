package gem_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

const (
	dxForward = "2018_I9gem.txt"
	dxBack    = "2018_I10gem.txt"
	prForward = "gem_i9pcs.txt"
	prBack    = "gem_pcsi9.txt"
)

func fixture(t testing.TB) *gem.Release {
	r, err := gem.Read(os.DirFS("testdata"))
	require.NoError(t, err)
	return r
}

func file(t testing.TB, name string) []byte {
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return data
}

func kinds(diags []medcode.Diagnostic) []string {
	var all []string
	for _, d := range diags {
		all = append(all, string(d.Kind))
	}
	return all
}

func appended(r *gem.Release) map[string]string {
	return map[string]string{
		dxForward: string(r.Diagnoses.AppendFile(nil)), dxBack: string(r.DiagnosesBack.AppendFile(nil)),
		prForward: string(r.Procedures.AppendFile(nil)), prBack: string(r.ProceduresBack.AppendFile(nil)),
	}
}

// show writes scenarios as "0: A|B; 1: C|D + E".
func show[T gem.Code[T]](scenarios []gem.Scenario[T]) string {
	var all []string
	for _, s := range scenarios {
		var lists []string
		for _, list := range s.Choices {
			var codes []string
			for _, c := range list {
				codes = append(codes, c.Code.String())
			}
			lists = append(lists, strings.Join(codes, "|"))
		}
		all = append(all, fmt.Sprintf("%d: %s", s.Number, strings.Join(lists, " + ")))
	}
	return strings.Join(all, "; ")
}

func TestRead(t *testing.T) {
	named, err := gem.Read(os.DirFS("testdata"))
	require.NoError(t, err)
	require.Regexp(t, `^GEM .*: mappings of \d+ diagnoses and \d+ procedures, and of \d+ and \d+ back$`, named.String())
	require.Regexp(t, `^mappings of \d+ codes$`, named.Diagnoses.String())
	r := fixture(t)
	require.Empty(t, r.Diagnostics())
	p := r.Provenance()
	require.Equal(t, "GEM", p.System)
	require.Equal(t, "2018", p.Release)
	require.Equal(t, "2017-10-01 to 2018-09-30", p.Effective.String())
	require.Equal(t, 9, r.Diagnoses.Len())
	require.Equal(t, 13, r.Diagnoses.Rows())
	require.Equal(t, 7, r.DiagnosesBack.Len())
	require.Equal(t, 4, r.Procedures.Len())
	require.Equal(t, 6, r.ProceduresBack.Len())
	require.Equal(t, dxForward, r.Diagnoses.File().Name)
	for name, text := range appended(r) {
		require.Equal(t, string(file(t, name)), text)
	}
}

func TestEntry(t *testing.T) {
	r := fixture(t)
	dx := icd9.MustParseDiagnosis
	for text, want := range map[string]struct {
		scenarios              string
		answers                int
		identical, noMap, comb bool
	}{
		"001.0":  {"0: A00.0", 1, true, false, false},
		"250.60": {"0: E11.40", 1, false, false, false},
		"357.2":  {"0: E08.42|E11.42", 2, false, false, false},
		"365.70": {"", 0, false, true, false},
		"415.11": {"1: T80.0XXA|T81.718A + I26.90|I26.99", 4, false, false, true},
	} {
		e, ok := r.Diagnoses.Lookup(dx(text))
		require.True(t, ok, text)
		require.Equal(t, dx(text), e.Source())
		require.Equal(t, want.scenarios, show(e.Scenarios()), text)
		require.Equal(t, want.answers, e.CountAlternatives())
		require.Equal(t, want.identical, e.Identical())
		require.Equal(t, want.noMap, e.NoMap())
		require.Equal(t, want.comb, e.Combination())
		first, ok := e.First()
		require.Equal(t, !want.noMap, ok)
		require.Equal(t, ok, first.IsValid())
	}
	e, ok := r.Diagnoses.Lookup(dx("999.9"))
	require.False(t, ok)
	require.False(t, e.Source().IsValid())
	require.Empty(t, e.Scenarios())

	back, _ := r.DiagnosesBack.Lookup(cm.MustParse("T42.6X4A"))
	require.Equal(t, "1: 966.3|967.1 + E980.4; 2: 967.8 + E950.2", show(back.Scenarios()))
	require.Equal(t, [][]icd9.Diagnosis{
		{dx("966.3"), dx("E980.4")}, {dx("967.1"), dx("E980.4")}, {dx("967.8"), dx("E950.2")},
	}, slices.Collect(back.Alternatives()))
	for range back.Alternatives() {
		break
	}
	require.True(t, back.Scenarios()[0].Choices[0][0].Approximate)

	// Targets that stand alone, and a combination, in one entry.
	pr, _ := r.Procedures.Lookup(icd9.MustParseProcedure("36.11"))
	require.Equal(t, "0: 021009W; 1: 02100Z3 + 06BP0ZZ|06BQ0ZZ", show(pr.Scenarios()))
	require.Len(t, slices.Collect(pr.Targets()), 4)
	for range pr.Targets() {
		break
	}
	require.Zero(t, gem.Scenario[pcs.Code]{}.Len())
	require.Empty(t, slices.Collect(gem.Scenario[pcs.Code]{}.Alternatives()))
}

func TestSources(t *testing.T) {
	r := fixture(t)
	require.Equal(t, []cm.Code{cm.MustParse("I25.10"), cm.MustParse("I25.110")}, slices.Collect(r.DiagnosesBack.Sources(icd9.MustParseDiagnosis("414.01"))))
	require.Empty(t, slices.Collect(r.Diagnoses.Sources(cm.MustParse("Z99.9"))))
	for range r.DiagnosesBack.Sources(icd9.MustParseDiagnosis("414.01")) {
		break
	}
	for range r.Diagnoses.All() {
		break
	}
}

func TestEmptyMap(t *testing.T) {
	var m gem.Map[icd9.Diagnosis, cm.Code]
	_, ok := m.Lookup(icd9.MustParseDiagnosis("001.0"))
	require.False(t, ok)
	require.Empty(t, slices.Collect(m.Sources(cm.MustParse("A00.0"))))
	require.Empty(t, m.AppendFile(nil))
}

func TestTranslate(t *testing.T) {
	r := fixture(t)
	dx := icd9.MustParseDiagnosis
	record := []icd9.Diagnosis{dx("250.60"), dx("414.01"), dx("357.2"), dx("250.60"), dx("411.1"), dx("365.70"), dx("999.9")}
	got := gem.Translate(record, r.Diagnoses, r.DiagnosesBack)
	var codes []string
	for _, c := range got.Codes {
		codes = append(codes, fmt.Sprint(c.Source, " ", c.Known, " ", c.NoMap, " ", show(c.Scenarios)))
	}
	require.Equal(t, []string{
		"250.60 true false 0: E11.40",
		"414.01 true false 0: I25.10",
		"357.2 true false 0: E08.42|E11.42",
		"411.1 true false 0: I20.0",
		"365.70 true true ",
		"999.9 false false ",
	}, codes)
	require.Equal(t, []gem.Cluster[icd9.Diagnosis, cm.Code]{
		{Sources: []icd9.Diagnosis{dx("250.60"), dx("357.2")}, Target: cm.MustParse("E11.40")},
		{Sources: []icd9.Diagnosis{dx("414.01"), dx("411.1")}, Target: cm.MustParse("I25.110")},
	}, got.Clusters)
	require.Empty(t, gem.Translate(record[:2], r.Diagnoses, r.DiagnosesBack).Clusters)
	require.Empty(t, gem.Translate(record, r.Diagnoses, nil).Clusters)
	require.Empty(t, gem.Translate(nil, r.Diagnoses, r.DiagnosesBack).Codes)
}

func TestRoundTrips(t *testing.T) {
	r := fixture(t)
	fates := map[string]string{}
	for c, trip := range gem.RoundTrips(r.Diagnoses, r.DiagnosesBack) {
		fates[c.String()] = fmt.Sprint(trip.Fate, " ", slices.Collect(trip.Targets()), " ", trip.Back())
	}
	require.Equal(t, map[string]string{
		"001.0":  "returns [A00.0] [001.0]",
		"250.60": "returns with others [E11.40] [250.60 357.2]",
		"357.2":  "no return [E08.42 E11.42] []",
		"365.70": "no target [] []",
		"414.01": "returns [I25.10] [414.01]",
		"411.1":  "no return [I20.0] []",
		"415.11": "no return [T80.0XXA T81.718A I26.90 I26.99] []",
		"E950.2": "no return [T42.3X2A] []",
		"V30.00": "returns [Z38.00] [V30.00]",
	}, fates)
	for range gem.RoundTrips(r.Diagnoses, r.DiagnosesBack) {
		break
	}
	report := gem.RoundTripReport(r.Diagnoses, r.DiagnosesBack)
	require.Equal(t, gem.Report{gem.Returns: 3, gem.ReturnsWith: 1, gem.NoReturn: 4, gem.NoTarget: 1}, report)
	back := gem.RoundTripReport(r.DiagnosesBack, r.Diagnoses)
	require.Equal(t, 2, back[gem.Changes], "T42.6X4A comes back as T42.3X2A, and I25.110 as I25.10 and I20.0")
	b, err := gem.Changes.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "changes", string(b))
}

func TestUnusualButUsable(t *testing.T) {
	text := string(file(t, dxForward))
	for name, c := range map[string]struct {
		text  string
		kinds []string
		exact bool
	}{
		"LF for CRLF":        {strings.ReplaceAll(text, "\r\n", "\n"), []string{"line-end"}, true},
		"cut at a line":      {strings.TrimSuffix(text, "\r\n"), []string{"unfinished"}, true},
		"blanks behind":      {strings.ReplaceAll(text, "\r\n", "  \r\n"), []string{"spelling"}, true},
		"DOS end of file":    {text + "\x1a", []string{"end-of-file-mark", "unfinished"}, false},
		"a blank line":       {text + "\r\n", []string{"blank-line"}, false},
		"small letters":      {strings.Replace(text, "V3000", "v3000", 1), []string{"spelling"}, true},
		"flags that clash":   {strings.Replace(text, "NoDx    11000", "NoDx    10000", 1), []string{"flag"}, true},
		"a flag on a target": {strings.Replace(text, "A000    00000", "A000    01000", 1), []string{"flag"}, true},
		"no scenario":        {strings.Replace(text, "I2690   10112", "I2690   10102", 1), []string{"flag"}, true},
		"no combination":     {strings.Replace(text, "I2690   10112", "I2690   10012", 1), []string{"flag"}, true},
		"a row twice":        {strings.Replace(text, "I2699   10112", "I2690   10112", 1), []string{"duplicate-row"}, true},
		"out of order":       {text[21*3:] + text[:21*3], []string{"order"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := gem.Read(fstest.MapFS{dxForward: {Data: []byte(c.text)}})
			require.NoError(t, err)
			require.Equal(t, c.kinds, kinds(r.Diagnostics()))
			require.Equal(t, 9, r.Diagnoses.Len())
			if c.exact {
				require.Equal(t, c.text, string(r.Diagnoses.AppendFile(nil)))
			}
		})
	}
	r, err := gem.Read(fstest.MapFS{"gem.txt": {Data: []byte("\xef\xbb\xbf" + text)}})
	require.NoError(t, err)
	require.Equal(t, []string{"release-unknown"}, kinds(r.Diagnostics()))
	require.Equal(t, 9, r.Diagnoses.Len())
}

// TestRowsThatStandAlone: a row without all flags of a combination is an answer
// of its own.
func TestRowsThatStandAlone(t *testing.T) {
	text := string(file(t, dxForward))
	for _, flags := range []string{"10102", "10110", "10012", "10100"} {
		r, err := gem.Read(fstest.MapFS{dxForward: {Data: []byte(strings.Replace(text, "I2699   10112", "I2699   "+flags, 1))}})
		require.NoError(t, err)
		require.Equal(t, []string{"flag"}, kinds(r.Diagnostics()))
		e, _ := r.Diagnoses.Lookup(icd9.MustParseDiagnosis("415.11"))
		require.Equal(t, "0: I26.99; 1: T80.0XXA|T81.718A + I26.90", show(e.Scenarios()))
	}
}

func TestDamaged(t *testing.T) {
	text := string(file(t, dxForward))
	for name, c := range map[string]struct {
		fsys fstest.MapFS
		is   error
		says string
	}{
		"nothing": {fstest.MapFS{}, medcode.ErrNoFile, "no file of the General"},
		"HTML":    {fstest.MapFS{"gem.zip": {Data: []byte("<html>Log in")}}, medcode.ErrLayout, "HTML"},
		"UTF-16":  {fstest.MapFS{"gem.txt": {Data: []byte("\xff\xfe0\x00")}}, medcode.ErrLayout, "UTF-16"},
		"prose":   {fstest.MapFS{"gem.txt": {Data: []byte("Read me.\n")}}, medcode.ErrLayout, "Read"},
		"cut within a row": {fstest.MapFS{"gem.txt": {Data: []byte(text[:len(text)-10])}},
			medcode.ErrSyntax, "gem.txt:13:1: want 19 characters"},
		"another source": {fstest.MapFS{"gem.txt": {Data: []byte(strings.Replace(text, "V3000", "V3O00", 1))}},
			medcode.ErrSyntax, "gem.txt:13:3: ICD-9-CM diagnosis"},
		"another target": {fstest.MapFS{"gem.txt": {Data: []byte(strings.Replace(text, "A000 ", "A-00 ", 1))}},
			medcode.ErrSyntax, "gem.txt:1:8: ICD-10-CM"},
		"another word for no map": {fstest.MapFS{"gem.txt": {Data: []byte(strings.Replace(text, "NoDx ", "None ", 1))}},
			medcode.ErrSyntax, ":8: ICD-10-CM"},
		"a flag of 2": {fstest.MapFS{"gem.txt": {Data: []byte(strings.Replace(text, "11000", "12000", 1))}},
			medcode.ErrSyntax, ":16: want a flag"},
		"a flag of x": {fstest.MapFS{"gem.txt": {Data: []byte(strings.Replace(text, "11000", "1100x", 1))}},
			medcode.ErrSyntax, ":19: want a flag"},
		"twice": {fstest.MapFS{"a.txt": {Data: []byte(text)}, "b.txt": {Data: []byte(text + text)}},
			medcode.ErrLayout, "b.txt: a second, different file of the same mapping as a.txt"},
		"a long line": {fstest.MapFS{"gem.txt": {Data: []byte(text + strings.Repeat("x", 2<<20))}},
			medcode.ErrLimit, "gem.txt:14"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := gem.Read(c.fsys)
			require.Nil(t, r)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
		})
	}
}

// slowAlternatives reads the answers for a code straight off the lines of a
// file: for each scenario all ways to take a line from each choice list.
func slowAlternatives(lines []string, target int) map[string]bool {
	answers := map[string]bool{}
	lists := map[string][]string{} // by scenario and choice list
	for _, line := range lines {
		code := strings.ToUpper(strings.TrimSpace(line[target:13]))
		switch flags := line[14:19]; {
		case strings.HasPrefix(code, "NO"):
		case strings.Contains(flags[2:], "0"):
			answers[code] = true
		default:
			lists[flags[3:]] = append(lists[flags[3:]], code)
		}
	}
	for scenario := '0'; scenario <= '9'; scenario++ {
		sets := []string{""}
		for choice := '0'; choice <= '9'; choice++ {
			var next []string
			for _, set := range sets {
				for _, code := range lists[string(scenario)+string(choice)] {
					next = append(next, strings.TrimSpace(set+" "+code))
				}
			}
			if next != nil {
				sets = next
			}
		}
		for _, set := range sets {
			if set != "" {
				answers[set] = true
			}
		}
	}
	return answers
}

func checkAlternatives[S gem.Code[S], T gem.Code[T]](t *testing.T, m *gem.Map[S, T], source, target int, every int) {
	t.Helper()
	lines := map[string][]string{}
	for line := range strings.Lines(string(m.AppendFile(nil))) {
		key := strings.ToUpper(strings.TrimSpace(line[:source]))
		lines[key] = append(lines[key], line)
	}
	require.Len(t, lines, m.Len())
	n := 0
	for c, e := range m.All() {
		if n++; n%every != 0 || e.CountAlternatives() > 2000 {
			continue
		}
		got := map[string]bool{}
		for set := range e.Alternatives() {
			var codes []string
			for _, c := range set {
				codes = append(codes, string(c.AppendCompact(nil)))
			}
			got[strings.Join(codes, " ")] = true
		}
		want := slowAlternatives(lines[string(c.AppendCompact(nil))], target)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %s", c, diff)
		}
	}
}

func TestAlternativesSlowTwin(t *testing.T) {
	r := fixture(t)
	checkAlternatives(t, r.Diagnoses, 5, 6, 1)
	checkAlternatives(t, r.DiagnosesBack, 7, 8, 1)
	checkAlternatives(t, r.Procedures, 5, 6, 1)
	checkAlternatives(t, r.ProceduresBack, 7, 8, 1)
}

func readOfficial(t testing.TB) *gem.Release {
	r, err := gem.Read(os.DirFS(official.Path(t, "releases/gem/2018")))
	require.NoError(t, err)
	return r
}

func TestOfficial(t *testing.T) {
	r := readOfficial(t)
	got := map[string]int{}
	for _, d := range r.Diagnostics() {
		got[string(d.Kind)]++
	}
	require.Equal(t, map[string]int{
		"flag":     33, // 29 of the 31 NoI9 rows, without the no-map flag; 3584, 8628 and 0NDB0ZZ, numbers without the combination flag
		"spelling": 1,  // v5889
	}, got)
	require.Equal(t, 14567, r.Diagnoses.Len())
	require.Equal(t, 71704, r.DiagnosesBack.Len())
	require.Equal(t, 3882, r.Procedures.Len())
	require.Equal(t, 78705, r.ProceduresBack.Len())

	written := appended(r)
	err := source.Walk(os.DirFS(official.Path(t, "releases/gem/2018")), medcode.ReadOptions{}, func(e *source.Entry) error {
		if text, ok := written[e.Base()]; ok {
			want, err := e.Bytes()
			require.NoError(t, err)
			require.True(t, text == string(want), e.Path)
			delete(written, e.Base())
		}
		return nil
	})
	require.NoError(t, err)
	require.Empty(t, written)

	checkAlternatives(t, r.Diagnoses, 5, 6, 7)
	checkAlternatives(t, r.DiagnosesBack, 7, 8, 29)
	checkAlternatives(t, r.Procedures, 5, 6, 11)
	checkAlternatives(t, r.ProceduresBack, 7, 8, 31)

	forward := gem.RoundTripReport(r.Diagnoses, r.DiagnosesBack)
	require.Equal(t, gem.Report{8228, 3041, 2876, 0, 422}, forward)
}

// TestSourcesAreTheMapBackward: a code is a source of each of its targets.
func TestSourcesAreTheMapBackward(t *testing.T) {
	r := readOfficial(t)
	checkSources(t, r.Diagnoses)
	checkSources(t, r.DiagnosesBack)
	checkSources(t, r.Procedures)
}

func checkSources[S gem.Code[S], T gem.Code[T]](t *testing.T, m *gem.Map[S, T]) {
	pairs, back := 0, 0
	seen := map[T]bool{}
	for _, e := range m.All() {
		for c := range e.Targets() {
			pairs++
			seen[c] = true
		}
	}
	for c := range seen {
		var last S
		for s := range m.Sources(c) {
			back++
			if last.IsValid() && last.Compare(s) >= 0 {
				t.Fatalf("%s: %s before %s", c, last, s)
			}
			last = s
			e, _ := m.Lookup(s)
			if !slices.Contains(slices.Collect(e.Targets()), c) {
				t.Fatalf("%s is no target of %s", c, s)
			}
		}
	}
	require.Equal(t, pairs, back)
}

// TestSourcesAreCodes holds the maps against the code lists of the systems.
func TestSourcesAreCodes(t *testing.T) {
	r := readOfficial(t)
	codes, err := icd9.Read(os.DirFS(official.Path(t, "releases/icd9cm/v32")))
	require.NoError(t, err)
	for c := range r.Diagnoses.All() {
		require.Equal(t, icd9.Valid, codes.Diagnoses.Check(c.String()).Status, c)
	}
	for c := range codes.Procedures.All() {
		_, ok := r.Procedures.Lookup(c)
		require.True(t, ok, c)
	}
	for c := range codes.Diagnoses.All() {
		_, ok := r.Diagnoses.Lookup(c)
		require.True(t, ok, c)
	}
}

func TestConcurrentUse(t *testing.T) {
	r := fixture(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, e := range r.DiagnosesBack.All() {
				e.Scenarios()
			}
			gem.RoundTripReport(r.Diagnoses, r.DiagnosesBack)
		})
	}
	wg.Wait()
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{dxForward, dxBack, prForward, prBack} {
		f.Add(file(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := gem.ReadWith(fstest.MapFS{"2018": {Data: data}}, medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 4096}})
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			return
		}
		for _, d := range r.Diagnostics() {
			if d.Kind == "order" || d.Kind == "line-end" || d.Kind == "blank-line" {
				return
			}
		}
		all := appended(r)
		data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		require.Equal(t, string(data), all[dxForward]+all[dxBack]+all[prForward]+all[prBack])
		for _, e := range r.Diagnoses.All() {
			require.Equal(t, e.NoMap(), e.CountAlternatives() == 0)
		}
		gem.RoundTripReport(r.Diagnoses, r.DiagnosesBack)
	})
}

func TestAllocations(t *testing.T) {
	r := fixture(t)
	c, d := icd9.MustParseDiagnosis("415.11"), cm.MustParse("A00.0")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		e, _ := r.Diagnoses.Lookup(c)
		e.First()
		e.NoMap()
		e.Identical()
		e.Combination()
	}))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		for range r.Diagnoses.Sources(d) {
		}
	}))
}

func shuffled[S gem.Code[S], T gem.Code[T]](m *gem.Map[S, T]) []S {
	var codes []S
	for c := range m.All() {
		codes = append(codes, c)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	return codes
}

func benchmarkLookup[S gem.Code[S], T gem.Code[T]](b *testing.B, m *gem.Map[S, T], use func(gem.Entry[S, T])) {
	codes, i := shuffled(m), 0
	for b.Loop() {
		if i++; i == len(codes) {
			i = 0
		}
		e, _ := m.Lookup(codes[i])
		use(e)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}

func BenchmarkForward(b *testing.B) {
	benchmarkLookup(b, readOfficial(b).Diagnoses, func(e gem.Entry[icd9.Diagnosis, cm.Code]) { e.First() })
}

func BenchmarkBack(b *testing.B) {
	benchmarkLookup(b, readOfficial(b).DiagnosesBack, func(e gem.Entry[cm.Code, icd9.Diagnosis]) { e.First() })
}

func BenchmarkScenarios(b *testing.B) {
	benchmarkLookup(b, readOfficial(b).DiagnosesBack, func(e gem.Entry[cm.Code, icd9.Diagnosis]) { e.Scenarios() })
}

func BenchmarkForwardAndBack(b *testing.B) {
	r := readOfficial(b)
	codes, i := shuffled(r.Diagnoses), 0
	for b.Loop() {
		if i++; i == len(codes) {
			i = 0
		}
		e, _ := r.Diagnoses.Lookup(codes[i])
		if c, ok := e.First(); ok {
			back, _ := r.DiagnosesBack.Lookup(c)
			back.First()
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trips/s")
}

func BenchmarkTranslate(b *testing.B) {
	r := readOfficial(b)
	var record []icd9.Diagnosis
	for _, s := range []string{"250.60", "357.2", "401.9", "414.01", "411.1", "V45.81", "E878.2", "584.9", "585.6", "428.0"} {
		record = append(record, icd9.MustParseDiagnosis(s))
	}
	for b.Loop() {
		gem.Translate(record, r.Diagnoses, r.DiagnosesBack)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkRead(b *testing.B) {
	fsys := os.DirFS(official.Path(b, "releases/gem/2018"))
	for b.Loop() {
		_, err := gem.Read(fsys)
		require.NoError(b, err)
	}
}
