package mpfs_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/internal/official"
)

func officialRelease(tb testing.TB) *mpfs.Release {
	tb.Helper()
	r, err := mpfs.Read(os.DirFS(official.Path(tb, "releases/mpfs/2025-10")))
	require.NoError(tb, err)
	return r
}

func inZip(tb testing.TB, name string) []byte {
	return official.InZip(tb, "releases/mpfs/2025-10/rvu25d.zip", name)
}

func TestOfficial(t *testing.T) {
	r := officialRelease(t)
	require.Equal(t, map[string]int{"rows": 19090, "localities": 109, "counties": 110}, r.Counts())
	require.Equal(t, "2025-10", r.Provenance().Release)
	require.Equal(t, []string{"leading-zeros"}, kinds(r.Diagnostics()), "25LOCCO.csv lost its leading zeros")

	row, ok := r.Lookup(code("28118"), hcpcs.Modifier{})
	require.True(t, ok)
	require.Equal(t, mpfs.Row{Code: code("28118"), Status: mpfs.Active, Work: 613, NonFacilityPE: 1129, FacilityPE: 603, MP: 82,
		TotalNonFacility: 1824, TotalFacility: 1298, Component: "0", Global: "090", Pre: 10, Intra: 69, Post: 21,
		Multiple: "2", Bilateral: "1", Assistant: "2", CoSurgeon: "1", Team: "0", ConversionFactor: 323465,
		Supervision: "09", CalculationFlag: "0", ImagingFamily: "99"}, row)
	row, ok = r.Lookup(code("78014"), hcpcs.MustParseModifier("TC"))
	require.True(t, ok)
	require.Equal(t, []any{mpfs.RVU(568), true, mpfs.RVU(1234), mpfs.RVU(9)}, []any{row.NonFacilityPE, row.FacilityNA, row.OPPSNonFacilityPE, row.OPPSMP})
	l, ok := r.Locality("02102", "01")
	require.True(t, ok)
	require.Equal(t, mpfs.Locality{MAC: "02102", Number: "01", State: "AK", Name: "ALASKA", Footnote: "Work GPCI reflects a 1.5 floor in Alaska established by the MIPPA.", Work: 1500, PE: 1081, MP: 592, Anesthesia: 278600}, l)
	require.Equal(t, mpfs.ConversionFactor(203178), r.National().Anesthesia)
	n := 0
	for c := range r.Codes() {
		require.True(t, r.Has(c), c)
		n++
	}
	require.Equal(t, 16852, n)
	for l := range r.Localities() {
		require.NotZero(t, l.Anesthesia, l.Name)
	}

	// 28118 in Alabama, not in a facility, worked out by hand:
	// (6.13×1 + 11.29×0.869 + 0.82×0.575) × 32.3465 = 530.8868…
	al, _ := r.Locality("10112", "00")
	p := r.Payment(mpfs.Line{Code: code("28118")}, al, mpfs.NonFacility)
	require.Equal(t, "530.89", p.Amount.String())
}

func TestOfficialRoundTrip(t *testing.T) {
	text := inZip(t, rvuText)
	r, err := mpfs.Read(file(rvuText, text))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	var b bytes.Buffer
	require.NoError(t, r.WriteText(&b))
	require.True(t, bytes.Equal(text, b.Bytes()), "the text file comes back byte for byte")
}

func TestOfficialCSVIsText(t *testing.T) {
	r, err := mpfs.Read(file(rvuCSV, inZip(t, rvuCSV)))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	equal(t, officialRelease(t), r)
	gpci, err := mpfs.Read(fstest.MapFS{rvuCSV: {Data: inZip(t, rvuCSV)}, "GPCI2025.csv": {Data: inZip(t, "GPCI2025.csv")}})
	require.NoError(t, err)
	text, err := mpfs.Read(fstest.MapFS{rvuCSV: {Data: inZip(t, rvuCSV)}, "GPCI2025.txt": {Data: inZip(t, "GPCI2025.txt")}})
	require.NoError(t, err)
	n := 0
	for want := range gpci.Localities() {
		got, ok := text.Locality(want.MAC, want.Number)
		require.True(t, ok)
		require.Equal(t, want, got)
		n++
	}
	require.Equal(t, 109, n)
}

// slowAmount is the formula of the documentation in floating point.
func slowAmount(row mpfs.Row, l mpfs.Locality, s mpfs.Setting) float64 {
	pe, opps := row.NonFacilityPE, row.OPPSNonFacilityPE
	if s == mpfs.Facility {
		pe, opps = row.FacilityPE, row.OPPSFacilityPE
	}
	f := func(pe, mp mpfs.RVU) float64 {
		return (float64(row.Work)*float64(l.Work) + float64(pe)*float64(l.PE) + float64(mp)*float64(l.MP)) / 1e5 * float64(row.ConversionFactor) / 1e4
	}
	amount := f(pe, row.MP)
	if row.OPPSMP+row.OPPSFacilityPE+row.OPPSNonFacilityPE > 0 {
		amount = min(amount, f(opps, row.OPPSMP))
	}
	return amount
}

// Every payable row in every locality is priced as the slow formula does.
func TestOfficialAmounts(t *testing.T) {
	r := officialRelease(t)
	n := 0
	for l := range r.Localities() {
		for c, row := range r.All() {
			if row.Status != mpfs.Active || row.TotalNonFacility == 0 || row.Component == "5" {
				continue
			}
			s := mpfs.Setting(n % 2)
			n++
			p := r.Payment(mpfs.Line{Code: c, Modifiers: [4]hcpcs.Modifier{row.Modifier}}, l, s)
			if slow := slowAmount(row, l, s) * 100; float64(p.Amount) < slow-0.51 || float64(p.Amount) > slow+0.51 {
				technical := row.Component == "3" || row.Component == "4" || row.Component == "1" && row.Modifier.String() != "26"
				if s == mpfs.Facility && technical && p.Outcome == mpfs.NotPaid && p.Amount == 0 {
					continue
				}
				t.Fatalf("%s%s in %s: %s, slowly %.4f", c, row.Modifier, l.Name, p.Amount, slow/100)
			}
		}
	}
	require.Greater(t, n, 900_000)
}

// Lines of the official file whose amounts were worked out apart: from relative
// values, the conversion factor 32.3465 and the law's percentages.
func TestOfficialModifiers(t *testing.T) {
	r := officialRelease(t)
	for _, c := range []struct {
		lines string
		s     mpfs.Setting
		want  string
	}{
		{"71046", mpfs.NonFacility, "priced 32.67"},
		{"71046-FX", mpfs.NonFacility, "priced 28.14"}, // TC 22.64, less 20 percent
		{"71046-FY", mpfs.NonFacility, "priced 30.41"}, // less 10
		{"71046-TC-FX", mpfs.NonFacility, "priced 18.11"},
		{"71046-26-FX", mpfs.NonFacility, "priced 10.03"},
		{"70450-CT", mpfs.NonFacility, "priced 95.18"},
		{"97110-GP-CQ", mpfs.NonFacility, "not priced 0.00"},
		{"97530-GO-CO", mpfs.NonFacility, "not priced 0.00"},
		{"99213-GY", mpfs.NonFacility, "not paid 0.00"},
		{"66984-PA", mpfs.NonFacility, "not paid 0.00"},
		{"66984-73", mpfs.NonFacility, "not priced 0.00"},
		{"70553-TC", mpfs.Facility, "not paid 0.00"},
		{"70553", mpfs.Facility, "not paid 0.00"},
		{"70553-26", mpfs.Facility, "priced 104.80"},
		{"93005", mpfs.Facility, "not paid 0.00"},
		{"93000", mpfs.Facility, "not paid 0.00"},
		{"93010", mpfs.Facility, "priced 7.76"},
		{"70496-TC 70498-TC", mpfs.NonFacility, "priced 178.23, priced 96.23"},     // the first at its cap; half of 192.46, below it
		{"74174-TC 74261-TC", mpfs.NonFacility, "priced 136.99, priced 106.42"},    // half of 273.97; 294.35, the highest, at its cap
		{"71552-TC 74261-TC", mpfs.NonFacility, "priced 357.11, priced 106.42"},    // the first at its cap; half of 294.35, above its own
		{"66984-54-RT 66984-55-RT", mpfs.Facility, "priced 417.40, priced 104.35"}, // one operation: 80 and 20 percent of 521.75
		{"66984-54-RT 66984-55-LT", mpfs.Facility, "priced 417.40, priced 52.18"},
	} {
		var lines []mpfs.Line
		for f := range strings.FieldsSeq(c.lines) {
			lines = append(lines, line(f))
		}
		var got []string
		for _, p := range r.Payments(lines, r.National(), c.s) {
			got = append(got, p.Outcome.String()+" "+p.Amount.String())
			require.Equal(t, p.Outcome == mpfs.Priced, p.Reason == "", c.lines)
		}
		require.Equal(t, c.want, strings.Join(got, ", "), c.lines)
	}
}

// The components of a test add up to the whole.
func TestOfficialComponents(t *testing.T) {
	r := officialRelease(t)
	n := 0
	for c, whole := range r.All() {
		pro, ok := r.Lookup(c, hcpcs.MustParseModifier("26"))
		tech, has := r.Lookup(c, hcpcs.MustParseModifier("TC"))
		if whole.Modifier.IsValid() || !ok || !has || whole.TotalNonFacility == 0 {
			continue
		}
		require.Equal(t, whole.Work, pro.Work+tech.Work, c)
		if tech.TotalNonFacility > 0 {
			require.InDelta(t, int(whole.TotalNonFacility), int(pro.TotalNonFacility+tech.TotalNonFacility), 2, c)
		}
		n++
	}
	require.Greater(t, n, 700)
}

func TestConcurrentUse(t *testing.T) {
	r := read(t)
	var wg sync.WaitGroup
	for range runtime.NumCPU() * 4 {
		wg.Go(func() {
			for c, row := range r.All() {
				l := mpfs.Line{Code: c, Modifiers: [4]hcpcs.Modifier{row.Modifier}}
				if p := r.Payments([]mpfs.Line{l, l}, r.National(), mpfs.Facility); len(p) != 2 {
					t.Error(c)
				}
			}
		})
	}
	wg.Wait()
}

// Whatever the files hold, reading them ends with a release or an error, and
// what is read as text can be written and read again.
func FuzzRead(f *testing.F) {
	for _, name := range []string{rvuText, rvuCSV, "GPCI2025.csv", "GPCI2025.txt", "25LOCCO.csv", "ANES2025.csv"} {
		f.Add(name, fixture(f, name))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		fsys := file("x", data)
		if !strings.HasPrefix(name, "PPRRVU") {
			fsys[rvuText] = &fstest.MapFile{Data: []byte("HDR\r\n" + strings.Split(string(fixture(t, rvuText)), "\r\n")[30])}
		}
		r, err := mpfs.Read(fsys)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error that says nothing")
			}
			return
		}
		for l := range r.Localities() {
			r.Payment(mpfs.Line{Code: code("70450")}, l, mpfs.Facility)
		}
		var b bytes.Buffer
		if r.WriteText(&b) != nil {
			return
		}
		again, err := mpfs.Read(file(rvuText, b.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.Bytes())
		}
		for c, row := range r.All() {
			got, ok := again.Lookup(c, row.Modifier)
			if !ok || got != row {
				t.Fatalf("%+v comes back as %+v", row, got)
			}
		}
	})
}

// Whatever the lines, no payment is negative or more than its units are worth.
func FuzzPayments(f *testing.F) {
	f.Add("20000-50 20001-80 45380 45385 70450 70460", uint8(3), true)
	f.Add("97110 97140 96372 00100-AA", uint8(1), false)
	r := read(f)
	f.Fuzz(func(t *testing.T, text string, units uint8, facility bool) {
		var lines []mpfs.Line
		for _, w := range strings.Fields(text) {
			parts := strings.Split(w, "-")
			c, err := hcpcs.Parse(parts[0])
			if err != nil || len(lines) > 20 {
				continue
			}
			l := mpfs.Line{Code: c, Units: int(units), BaseUnits: 4, Minutes: int(units)}
			for i, m := range parts[1:min(len(parts), 5)] {
				l.Modifiers[i], _ = hcpcs.ParseModifier(m)
			}
			lines = append(lines, l)
		}
		s := mpfs.NonFacility
		if facility {
			s = mpfs.Facility
		}
		for i, p := range r.Payments(lines, r.National(), s) {
			alone := r.Payment(lines[i], r.National(), s)
			if p.Amount < 0 || p.Amount > alone.Amount {
				t.Fatalf("%v: %s, alone %s: %v", lines[i], p.Amount, alone.Amount, p.Steps())
			}
			if len(p.Steps()) > 0 && p.Outcome != mpfs.NotPaid && p.Steps()[len(p.Steps())-1].Amount != p.Amount {
				t.Fatalf("the steps of %v end elsewhere: %v", lines[i], p)
			}
		}
	})
}

func BenchmarkReadText(b *testing.B) {
	text := inZip(b, rvuText)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := mpfs.Read(file(rvuText, text)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadCSV(b *testing.B) {
	text := inZip(b, rvuCSV)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := mpfs.Read(file(rvuCSV, text)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	r := officialRelease(b)
	var codes []hcpcs.Code
	for c, row := range r.All() {
		if !row.Modifier.IsValid() {
			codes = append(codes, c)
		}
	}
	n := 0
	for b.Loop() {
		if _, ok := r.Lookup(codes[n%len(codes)], hcpcs.Modifier{}); !ok {
			b.Fatal("missing")
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lookups/s")
}

func BenchmarkPayment(b *testing.B) {
	r := officialRelease(b)
	l, at := mpfs.Line{Code: code("28118")}, r.National()
	n := 0
	for b.Loop() {
		if p := r.Payment(l, at, mpfs.Facility); p.Outcome != mpfs.Priced {
			b.Fatal(p)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "payments/s")
}

func BenchmarkPayments(b *testing.B) {
	r := officialRelease(b)
	lines := []mpfs.Line{line("45380"), line("45385"), line("28118-RT"), line("28119-LT"), line("99213-25")}
	n := 0
	for b.Loop() {
		n += len(r.Payments(lines, r.National(), mpfs.Facility))
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "payments/s")
}

func Example() {
	r, err := mpfs.Read(os.DirFS("testdata/2025-10")) // made up; give your own copy of RVU25D
	if err != nil {
		fmt.Println(err)
		return
	}
	alabama, _ := r.Locality("10112", "00")
	day := []mpfs.Line{
		{Code: hcpcs.MustParse("20001")},
		{Code: hcpcs.MustParse("20000"), Modifiers: [4]hcpcs.Modifier{hcpcs.MustParseModifier("50")}},
	}
	for i, p := range r.Payments(day, alabama, mpfs.Facility) {
		fmt.Println(day[i].Code, p.Amount)
		for _, step := range p.Steps() {
			fmt.Println("  ", step.Amount, step.Rule, "—", step.Rule.Citation())
		}
	}
	// Output:
	// 20001 222.40
	//    444.80 fee schedule amount — Medicare Claims Processing Manual, chapter 12, sections 20.1 and 20.4.2
	//    222.40 multiple procedures — Medicare Claims Processing Manual, chapter 12, section 40.6
	// 20000 873.60
	//    582.40 fee schedule amount — Medicare Claims Processing Manual, chapter 12, sections 20.1 and 20.4.2
	//    873.60 bilateral procedure — Medicare Claims Processing Manual, chapter 12, section 40.7
}
