package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/official"
)

// small are six stays: heart failure with and without MCC, a hip replaced with
// an embolism that arose in the hospital, an atherectomy, a principal diagnosis
// that is none, and one without a day of discharge.
const small = `id,age,sex,status,admission,discharge,dx,px
a,81,M,1,2026-04-07,2026-04-13,I11.0:Y I50.23:Y J96.01:Y,
b,74,F,1,2026-04-07,2026-04-10,I11.0:Y I50.9:Y E78.5:U,
c,70,M,6,2026-06-04,2026-06-11,M16.12:Y I26.99:N,0SRB04A
d,66,M,1,2026-06-04,2026-06-04,I25.110:Y E78.5:Y,02C03Z7 027034Z
e,66,M,1,2026-06-04,2026-06-05,I50.2:Y,
f,50,F,1,,,J18.9:Y E78.5,
`

// made returns the page of stays.
func made(t *testing.T, stays string, args ...string) *page {
	c, err := parse(append(args, "-"), io.Discard)
	require.NoError(t, err)
	e, err := newEditions(c.weights)
	require.NoError(t, err)
	p := &page{top: c.top, tally: newTally(e)}
	p.impact, err = newImpact(c, e)
	require.NoError(t, err)
	_, err = c.read(strings.NewReader(stays), io.Discard, p.add)
	require.NoError(t, err)
	return p
}

func weightOf(t *testing.T, n drg.Number) ipps.Weight {
	r, err := ipps.ForDischarge(medcode.MustParseDate("2026-04-13"))
	require.NoError(t, err)
	w, ok := r.Lookup(n)
	require.True(t, ok)
	return w.Relative
}

func TestSmall(t *testing.T) {
	p := made(t, small)
	require.Equal(t, 6, p.Stays())
	require.Equal(t, "discharges from 2026-04-10 to 2026-06-11", p.Period())
	require.Equal(t, []count{{"INVALID_PDX", 1}}, p.Refused())
	require.Equal(t, 1, p.Ungrouped())
	require.Equal(t, []string{"Stays without a day of discharge are grouped with the latest version, and in no month."}, p.Notes())

	var sum ipps.Weight
	for _, n := range []drg.Number{291, 293, 470, 360, 195} {
		require.Equal(t, 1, p.drgs[n].mix.Stays, "%s", n)
		sum += weightOf(t, n)
	}
	require.EqualValues(t, sum, p.all.Sum)
	require.Equal(t, "1.1369", p.Index())

	april, june := p.months[month{2026, 4}], p.months[month{2026, 6}]
	require.Equal(t, ipps.CaseMix{Stays: 2, Sum: int64(weightOf(t, 291) + weightOf(t, 293))}, april[0])
	require.Equal(t, april[0], april[drg.Medical])
	require.Zero(t, april[drg.Surgical].Stays)
	require.Equal(t, 3, june[0].Stays, "a stay that can't be grouped is one of its month")
	require.Equal(t, 2, june[drg.Surgical].Stays)
	require.Contains(t, p.Months(), ">May<", "a month without stays has its place")

	require.Equal(t, 3, p.mdcs[5].Stays)
	require.Contains(t, p.MDCs(), ">05 Circulatory System<")
	require.Equal(t, [3]int{withMCC: 1, lowest: 1}, p.families["291Heart Failure and Shock"].levels)
	require.Equal(t, "20.0 %", p.Capture().MCC)
	require.Equal(t, 5, p.Capture().Stays)

	require.Equal(t, []hacRow{{hacCount{1, 1, weightOf(t, 469) - weightOf(t, 470)}, 10, hacTitles[10]}}, p.HACs())
	require.Equal(t, []poaRow{
		{"Y", "present on admission", 6, 4, "76.9 %"},
		{"N", "not present: arose in the hospital", 0, 1, "7.7 %"},
		{"U", "documentation insufficient", 0, 1, "7.7 %"},
		{"blank", "none: exempt, or missing", 0, 1, "7.7 %"},
	}, p.POA())

	top := p.TopDRGs()
	require.Equal(t, drg.Number(360), top[0].DRG)
	require.Equal(t, "1.0", top[0].Days, "a stay of no night is one of a day")
	for _, row := range top {
		require.Equal(t, row.DRG == 195, row.Days == "–", "a stay without dates has no length")
	}
}

func TestSmallImpact(t *testing.T) {
	v := made(t, small, "-top", "1").Impact()
	require.Equal(t, [2]string{"42.1", "43.1"}, [2]string{v.Old, v.New})
	require.Equal(t, []int{5, 1, 1, 1, 0}, []int{v.Compared, v.Refused, v.Changed, v.Higher, v.Lower})
	require.Len(t, v.Shifts, 1)
	s := v.Shifts[0]
	require.Equal(t, []drg.Number{322, 360}, []drg.Number{s.shift.Old, s.shift.New})
	require.Equal(t, signed(int64(weightOf(t, 360)-weightOf(t, 322))), s.Each)
	require.Equal(t, s.Each, v.Weight)
	require.Equal(t, []string{"d"}, s.IDs)
	require.Equal(t, 1, s.codes["02C03Z7"])
	require.Zero(t, s.codes["E785"], "it had no part in either DRG")
	require.Empty(t, s.Reasons)
	require.Equal(t, "7276.76", v.Base)
	old, err := ipps.ForDischarge(medcode.MustParseDate("2025-04-13"))
	require.NoError(t, err)
	var own ipps.CaseMix
	for _, n := range []drg.Number{291, 293, 470, 322, 195} {
		w, ok := old.Lookup(n)
		require.True(t, ok)
		own.Stays, own.Sum = own.Stays+1, own.Sum+int64(w.Relative)
	}
	require.Equal(t, index(own), v.OldRates, "with the weights of its own year")

	back := made(t, small, "-versions", "43.1, 42").Impact()
	require.Equal(t, []int{1, 0, 1}, []int{back.Changed, back.Lower, back.unweighed}, "360 has no weight in 2025")
}

// With the manuals of both versions, the lines that moved a stay are named.
func TestManuals(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles two manuals")
	}
	dir := official.Path(t, "releases/msdrg")
	old, newer := filepath.Join(dir, "msdrg-definitions-manual-v42.zip"), filepath.Join(dir, "msdrg-definitions-manual-v43.1.zip")
	p := made(t, small, "-old", old, "-new", newer)
	v := p.Impact()
	var said []string
	for _, r := range v.Shifts[0].Reasons {
		said = append(said, r.Part+" "+r.DRGs+" "+r.What()+" +"+r.Adds+" -"+r.Takes)
	}
	require.Equal(t, []string{
		"Appendix A 360 DRG added: Percutaneous Coronary Atherectomy with Intraluminal Device without MCC + -",
		"MDC 05 321-322 list PERCUTANEOUS CARDIOVASCULAR PROCEDURES WITHOUT INTRALUMINAL DEVICE / OPERATING ROOM PROCEDURES + -02C03Z7",
		"MDC 05 359-360 family new: Percutaneous Coronary Atherectomy with Intraluminal Device + -",
	}, said)
	var text strings.Builder
	require.NoError(t, p.write(&text))
	require.Contains(t, text.String(), "takes away 02C03Z7")
}

// With the weights of the older version's year, its index is shown as it was.
func TestWeights(t *testing.T) {
	r, err := ipps.ForDischarge(medcode.MustParseDate("2026-04-13"))
	require.NoError(t, err)
	var table bytes.Buffer
	require.NoError(t, r.WriteTable5(&table))
	text := strings.ReplaceAll(table.String(), "FY 2026", "FY 2025")
	text = strings.Replace(text, "\n322\t", "\n322\tNo\tNo\t05\tSURG\tCORONARY\t1.0000\t1.0000\t2.0\t2.5\n999322\t", 1)
	text = deleteLine(text, "999322")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "table.txt"), []byte(text), 0o600))
	v := made(t, small, "-weights", dir).Impact()
	require.Equal(t, 2026, v.WeightYear)
	sum := weightOf(t, 291) + weightOf(t, 293) + weightOf(t, 470) + 10000 + weightOf(t, 195)
	require.Equal(t, index(ipps.CaseMix{Stays: 5, Sum: int64(sum)}), v.OldRates)

	back := made(t, small, "-weights", dir, "-versions", "43.1, 42").Impact()
	require.Equal(t, []int{1, 1, 0}, []int{back.Changed, back.Lower, back.unweighed})
	require.Equal(t, signed(10000-int64(weightOf(t, 360))), back.Weight)
}

func deleteLine(text, start string) string {
	a := strings.Index(text, "\n"+start)
	b := a + 1 + strings.IndexByte(text[a+1:], '\n')
	return text[:a] + text[b:]
}

func TestReasons(t *testing.T) {
	i := &impact{deltas: []manual.Delta{
		{What: "family", DRGs: "321-322"},
		{What: "other family", DRGs: "323"},
		{What: "list", DRGs: "322", Added: []string{"A", "B and C"}},
		{What: "list of another family", DRGs: "1", Added: []string{"A"}},
		{What: "list of all", Removed: []string{"C"}},
		{What: "exclusion of others", For: []string{"X"}, Added: []string{"A"}},
		{What: "exclusion", For: []string{"C", "X"}, Removed: []string{"A"}},
		{What: strings.Repeat("x", 200), DRGs: "360"},
	}}
	s := &shift{Old: 322, New: 360, codes: map[string]int{"A": 1, "C": 2}}
	var said []string
	for _, r := range i.reasons(s) {
		said = append(said, strings.TrimRight(r.What(), "x")+"|"+r.About+"|"+r.Adds+"|"+r.Takes)
	}
	require.Equal(t, []string{"family|||", "list||A, B and C|", "list of all|||C", "exclusion|C||A", strings.Repeat("x", 179) + "…|||"}, said)
	require.False(t, within("", 1))
	require.False(t, within("1-x", 1))
}

func TestMadeUp(t *testing.T) {
	out := filepath.Join(t.TempDir(), "page.html")
	var stderr bytes.Buffer
	require.NoError(t, run([]string{"-o", out}, nil, &stderr))
	require.Equal(t, out+": 4000 stays, case-mix index 1.6572\n", stderr.String())
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	for _, s := range []string{"<b>157</b>", "1.6440 → 1.6723", "36 for INVALID_PDX", "Stage III and IV pressure ulcers",
		"made-up stays", "Give the Definitions Manuals"} {
		require.Contains(t, string(text), s)
	}
	for _, s := range []string{"http", "<script", "NaN", "ZgotmplZ", "%!"} {
		require.NotContains(t, string(text), s)
	}
}

func TestBadLines(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "stays.csv")
	lines := strings.Repeat("x,old,F,1,2026-04-01,2026-04-02,J18.9:Y,\n", 12)
	require.NoError(t, os.WriteFile(file, []byte(small+lines+"g,50,F,1,1999-04-01,1999-04-02,J18.9:Y,\nh,50,F,1,2018-11-01,2018-11-02,J18.9:*,\n"), 0o600))
	var stderr bytes.Buffer
	out := filepath.Join(dir, "page.html")
	err := run([]string{"-o", out, file}, nil, &stderr)
	require.ErrorIs(t, err, command.ErrLeftOut)
	require.EqualError(t, err, "13 stays left out")
	require.Contains(t, stderr.String(), file+":8:")
	require.Contains(t, stderr.String(), "7 stays, case-mix index")
	require.Equal(t, 13, strings.Count(stderr.String(), "\n"), "ten of the bad lines are shown, and a principal diagnosis that is not recognised")
	require.Contains(t, stderr.String(), "casemix: "+file+": 3 more\n")
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(text), "DRGs of version 36 are weighed with the weights of fiscal year 2021: those of 2019 aren&#39;t at hand.")
	require.Contains(t, string(text), "not an indicator")
}

// A version that isn't embedded groups no stay, and none of the same year does
// in its place.
func TestGap(t *testing.T) {
	dir := t.TempDir()
	file, out := filepath.Join(dir, "stays.csv"), filepath.Join(dir, "page.html")
	require.NoError(t, os.WriteFile(file, []byte(small+"g,50,F,1,,2023-05-15,J18.9:Y,\nh,50,F,1,,2026-05-02,J18.9:Y I99.99,0SR904\n"), 0o600))
	var stderr bytes.Buffer
	err := run([]string{"-o", out, file}, nil, &stderr)
	require.EqualError(t, err, "1 stays left out")
	require.Equal(t, "casemix: "+file+`:8: MS-DRG version "40.1" is not embedded`, strings.SplitAfter(stderr.String(), "embedded")[0])
	require.Contains(t, stderr.String(), "7 stays, case-mix index")
	require.Contains(t, stderr.String(), "casemix: 2 codes of 1 stays not recognised\n")
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(text), "2 codes of 1 stays not recognised: they had no part in the grouping.")

	err = run([]string{"-o", out, "-"}, strings.NewReader(strings.ReplaceAll(small, "02C03Z7", "nonsense")), io.Discard)
	require.ErrorIs(t, err, command.ErrTold)
}

// Half a file makes no page.
func TestCutOff(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	for range 1000 {
		_, err := io.WriteString(w, small)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	out := filepath.Join(t.TempDir(), "page.html")
	err := run([]string{"-o", out, "-"}, bytes.NewReader(z.Bytes()[:z.Len()/2]), io.Discard)
	require.ErrorIs(t, err, stayfile.ErrRest)
	require.Equal(t, command.Failed, command.Status("casemix", err, io.Discard))
	require.NoFileExists(t, out)
}

func TestBadCommands(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.csv")
	require.NoError(t, os.WriteFile(empty, []byte("id,age,sex,status,dx\n"), 0o600))
	for want, args := range map[string][]string{
		"go together":                {"-old", "a.zip"},
		"exclude each other":         {"-old", "a", "-new", "b", "-versions", "42,43.1"},
		"want at least 1":            {"-top", "0"},
		"want two":                   {"-versions", "42"},
		"flags come first":           {empty, "-top", "3"},
		"is a folder":                {"-o", filepath.Join(dir, "x.html"), dir},
		"want Table 5 of an IPPS":    {"-weights", dir},
		"nothing.csv":                {"nothing.csv"},
		"no stays":                   {"-o", filepath.Join(dir, "x.html"), empty},
		"nowhere":                    {"-o", filepath.Join(dir, "nowhere", "x.html")},
		"no-tables":                  {"-weights", "no-tables"},
		"no-manual":                  {"-old", "no-manual", "-new", "no-manual"},
		"flag provided but not":      {"-sideways"},
		"not embedded":               {"-versions", "35,42"},
		"empty.csv":                  {"-weights", empty},
		filepath.Base(dir) + "/empt": {"-old", empty, "-new", empty},
	} {
		err := run(args, nil, io.Discard)
		require.ErrorContains(t, err, want, "%v", args)
	}
	require.ErrorIs(t, run([]string{"-h"}, nil, io.Discard), flag.ErrHelp)
	require.Error(t, run([]string{"-"}, strings.NewReader("what is this"), io.Discard))
}

func TestInputIsKept(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "stays.csv"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(file, []byte(small), 0o600))
	require.NoError(t, os.Symlink(file, link))
	for _, args := range [][]string{{"-o", file, file}, {"-o", link, file}, {"-o", file, "-weights", link}} {
		require.ErrorContains(t, run(args, nil, io.Discard), "would overwrite the input", args)
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, small, string(text))
}

func TestEditions(t *testing.T) {
	e, err := newEditions(nil)
	require.NoError(t, err)
	_, err = e.of(&stayfile.Record{Version: "12", Line: 3})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = e.of(&stayfile.Record{Stay: drg.Stay{ID: "s", Discharge: medcode.MustParseDate("2031-01-01")}, Line: 3})
	require.ErrorIs(t, err, medcode.ErrDate)
	ed, err := e.of(&stayfile.Record{Version: "40"})
	require.NoError(t, err)
	require.Equal(t, "40", ed.Version())
}

func TestLevelOf(t *testing.T) {
	for title, want := range map[string]struct {
		base  string
		level level
	}{
		"Heart Failure and Shock with MCC":                                   {"Heart Failure and Shock", withMCC},
		"HEART FAILURE AND SHOCK WITHOUT CC/MCC":                             {"HEART FAILURE AND SHOCK", lowest},
		"Spinal Procedures with CC or Spinal Neurostimulators":               {"Spinal Procedures", withCC},
		"Bronchitis and Asthma with CC/MCC":                                  {"Bronchitis and Asthma", withCC},
		"Liver Transplant with MCC or Intestinal Transplant":                 {"Liver Transplant", withMCC},
		"Cardiac Defibrillator Implant with Cardiac Catheterization and MCC": {"Cardiac Defibrillator Implant with Cardiac Catheterization", withMCC},
		"Chest Pain": {},
	} {
		base, l, ok := levelOf(title)
		require.Equal(t, want.base, base, title)
		require.Equal(t, want.level, l, title)
		require.Equal(t, want.base != "", ok)
	}
}

// In each version the DRGs of a family follow each other, and nearly all that
// speak of an MCC are in one.
func TestFamilies(t *testing.T) {
	for _, r := range msdrg.Versions() {
		if !r.Embedded {
			continue
		}
		g, err := msdrg.Version(r.Version)
		require.NoError(t, err)
		families := familiesOf(g.DRGs())
		alone := 0
		for _, d := range g.DRGs() {
			if families[d.DRG] == nil && strings.Contains(strings.ToUpper(d.Title), "MCC") {
				alone++
			}
		}
		require.LessOrEqual(t, alone, 5, "%s", r.Version)
		for _, f := range families {
			require.LessOrEqual(t, len(f.DRGs), 3, f.Title)
			for i, d := range f.DRGs {
				require.Equal(t, f.DRGs[0].DRG+drg.Number(i), d.DRG, "%s %s", r.Version, f.Title)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	require.Equal(t, "$1,234,567", dollars(1234567))
	require.Equal(t, "−$12", dollars(-12))
	require.Equal(t, "–", index(ipps.CaseMix{}))
	require.Zero(t, ratio(1, 0))
	require.Equal(t, "ab…", short("abcd", 3))
	require.Empty(t, (&page{tally: newTally(nil)}).Months())
	require.Equal(t, "days of discharge not given", (&page{tally: newTally(nil)}).Period())
}

// TestClaims: the stays among claims of any format are taken, and what else there is
// is told.
func TestClaims(t *testing.T) {
	const rif = "BENE_ID|CLM_ID|CLM_FROM_DT|CLM_THRU_DT|DOB_DT|GNDR_CD|PTNT_DSCHRG_STUS_CD|NCH_CLM_TYPE_CD|PRNCPAL_DGNS_CD|ICD_DGNS_CD1\n" +
		"1|7|01-Feb-2026|03-Feb-2026|01-Jan-1940|1|01|60|I5021|I5021\n1|8|01-Feb-2026|03-Feb-2026|01-Jan-1940|1|01|60|J189|J189\n"
	const visit = "1|9|01-Feb-2026|03-Feb-2026|01-Jan-1940|1|01|40|I5021|I5021\n"
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	_, err := w.Write([]byte(rif))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	for _, text := range []string{rif, z.String(), rif + visit} {
		var errs bytes.Buffer
		err := run([]string{"-o", filepath.Join(t.TempDir(), "x.html"), "-"}, strings.NewReader(text), &errs)
		require.Contains(t, errs.String(), "x.html: 2 stays, case-mix index")
		if text == rif+visit {
			require.ErrorIs(t, err, command.ErrTold)
			require.Contains(t, errs.String(), "casemix: 1 claim left out: not inpatient")
			continue
		}
		require.NoError(t, err, errs.String())
	}
	for text, want := range map[string]string{
		strings.SplitAfter(rif, "\n")[0] + visit: "no stays among its 1 claim",
		z.String()[:z.Len()/2]:                   "damaged or cut short",
	} {
		err := run([]string{"-o", filepath.Join(t.TempDir(), "x.html"), "-"}, strings.NewReader(text), io.Discard)
		require.ErrorContains(t, err, want)
		require.Equal(t, command.Failed, command.Status("casemix", err, io.Discard))
	}
	err = run([]string{"-o", filepath.Join(t.TempDir(), "x.html"), "-"}, strings.NewReader("a,b\n1,2\n"), io.Discard)
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.NotContains(t, err.Error(), "claims")
}
