package opps

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

// fixture is addenda in the layout of 2025, with rates and codes made up.
func fixture() fstest.MapFS {
	b := "\tAddendum B.-- OPPS Payment by HCPCS Code for CY 2031\r\n" +
		"HCPCS Code\tShort Descriptor\t CI\t SI\t APC \tRelative Weight\tPayment Rate\tNational Unadjusted Copayment\tMinimum Unadjusted Copayment\tIRA Coinsurance percentage \tAdjusted Beneficiary Copayment\tDrug and Device Pass-Through Expiration during Calendar Year\tNote\r\n"
	for _, row := range []string{
		"A0001\u00a0\tSupply\t\tN\t\t\t\t\t\t\t\t\t", "A0002\tLaboratory test\tCH\tQ4\t\t\t\t\t\t\t\t\t",
		"A0003\tProcedure\t\tT\t5001\t10.0000\t\"$1,000.00\"\t.\t$200.00\t\t\t\t", "A0004\tSmall procedure\t\tT\t5002\t2.0000\t$200.00\t.\t$40.00\t\t\t\t",
		"A0005\tImplant\t\tJ1\t5003\t100\t\"$10,000.00\"\t.\t\"$2,000.00\"\t\t\t\t", "A0006\tSecond implant\t\tJ1\t5003\t100\t\"$10,000.00\"\t.\t\"$2,000.00\"\t\t\t\t",
		"A0007\tDrug\tNI\tK\t0701\t\t$1.2345\t.\t$0.25\t18.5%\t$0.23\t*\t", "A0008\tEcho\t\tQ3\t5005\t1.0000\t$100.00\t.\t$20.00\t\t\t\t",
		"A0009\tEcho two\t\tQ3\t5005\t1.0000\t$100.00\t.\t$20.00\t\t\t\t", "A0010\tOpen surgery\t\tC\t\t\t\t\t\t\t\t\t",
		"A0011\tStain\t\tQ1\t5006\t.5\t$50.00\t.\t$10.00\t\t\t\t", "A0012\tOld\t\tD\t\t\t\t\t\t\t\t\t", "Note: this is none\t\t\t\t\t\t\t\t\t\t\t\t",
	} {
		b += row + "\r\n"
	}
	a := "\tAddendum A.- OPPS APCs for CY 2031\r\nAPC \tGroup Title\tSI\tRelative Weight \tPayment Rate \tNational Unadjusted Copayment\tMinimum Unadjusted Copayment\tIRA Coinsurance percentage \tAdjusted Beneficiary Copayment\tDrug and Device Pass-Through Expiration during Calendar Year\tNote\r\n" +
		"0701\tDrug\tK\t\t$1.2345\t.\t$0.25\t18.5%\t$0.23\t*\t\r\n5001\tLevel 2\tT\t10.0000\t\"$1,000.00\"\t.\t$200.00\t\t\t\t\r\n5002\tLevel 1\tT\t2.0\t$200.00\t.\t$40.00\t\t\t\t\r\n" +
		"5003\tImplants\tJ1\t100\t\"$10,000.00\"\t.\t\"$2,000.00\"\t\t\t\t\r\n5004\tLarge implants\tJ1\t200\t\"$20,000.00\"\t.\t\"$4,000.00\"\t\t\t\t\r\n5005\tEcho\tS\t1\t$100.00\t.\t$20.00\t\t\t\t\r\n" +
		"5006\tStains\tS\t.5\t$50.00\t.\t$10.00\t\t\t\t\r\n8004\tEchoes\tS\t1.5\t$150.00\t.\t$30.00\t\t\t\t\r\nfootnote\t\t\t\t\t\t\t\t\t\t\r\n"
	return fstest.MapFS{
		"2031 A.txt":  {Data: []byte(a)},
		"2031 B.txt":  {Data: []byte(b)},
		"2031 C.txt":  {Data: []byte("APC\tHCPCS\tGroup Title\tShort Descriptor\tSI\tRelative Weight\tPayment Rate\r\n5001\t\tLevel 2\t\tT\t10\t$1000\r\n5001\tA0003\t\tProcedure\t\t\t\r\n5005\tA0009\t\t\t\t\t\r\n5005\tA0008\t\t\t\t\t\r\n")},
		"2031 D1.txt": {Data: []byte("\tADDENDUM D1\t\r\nStatus Indicator\tItem/Code/Service\tOPPS Payment Status\r\nN\tItems packaged\tPaid under OPPS\r\n\t\tNo separate payment\r\nS\tProcedure\tPaid\r\n")},
		"2031 D2.txt": {Data: []byte("Comment Indicator \tDescriptor \r\nCH\t\"changed, or \"\"new\"\"\"\r\n")},
		"2031 E.txt":  {Data: []byte("HCPCS Code\tShort Descriptor\t CI\t SI\r\nA0010\t\t\tC\r\n")},
		"2031 J1.txt": {Data: []byte("HCPCS Code\tShort Descriptor\tSI\tAPC Assignment\tRank Used for Primary Assignment\tDeleted Code\r\nA0005\t\tJ1\t5003\t1\t\r\nA0006\t\tJ1\t5003\t\"1,002\"\tYES\r\n")},
		"2031 J2.txt": {Data: []byte("Primary HCPCS Code\tPrimary Short Descriptor\tPrimary SI\tPrimary APC Assignment\tSecondary J1 or Add-on HCPCS Code\tSecondary Short Descriptor\tSecondary SI\tSecondary APC Assignment\tComplexity Adjusted HCPCS Assignment\tComplexity Adjusted APC Assignment\r\nA0005\t\tJ1\t5003\tA0006\t\tJ1\t5003\tA000A\t5004\r\n")},
		"2031 J3.txt": {Data: []byte("Primary HCPCS Code\tComplexity Adjusted APC Assignment\tQualifying Complexity Adjustment\r\nA0005\t5004\tY\r\n")},
		"2031 J4.txt": {Data: []byte("CY 2031 Comprehensive APC Payment Policy Exclusions\r\nAmbulance services\r\n")},
		"2031 L.txt":  {Data: []byte("CCN\tGeographic CBSA\tReclassification for CY 2031\tOut-Migration Adjustment\tCounty Name\tFIPS County Code\r\n010006\t22520\tY\t0.0089\tX\t01077\r\n\t\t\t\t\t\r\n")},
		"2031 M.txt":  {Data: []byte("HCPCS Code\tShort Descriptor\t CI\t SI\tSingle Code APC Assignment \tComposite APC Assignment \r\nA0008\t\t\tQ3\t5005\t8004\r\nA0009\t\t\tQ3\t5005\t8004\r\n")},
		"2031 N.txt":  {Data: []byte("CY 2031 HCPCS Code\tCY 2031 HCPCS Descriptor\tOverlap Bypass Codes\tAdditions\r\nA0003\t\t*\t\r\n")},
		"2031 P1.txt": {Data: []byte("HCPCS\tShort Descriptor\tSI\tAPC\tAPC Device Offset Percentage\tFinal CY 2031 APC Payment Rate\tDevice Offset Percentage\tDevice Offset Amount\r\nA0005\t\tJ1\t5003\t25.07%\t\"$10,000.00\"\t33.86%\t\"$3,386.00\"\r\n")},
		"2031 P2.txt": {Data: []byte("HCPCS\tShort Descriptor\tSI\tAPC\tFinal CY 2031 APC Payment Rate\tDevice Offset Percentage\tDevice Offset Amount\r\nA0005\t\tJ1\t5003\t\"$10,000.00\"\t33.86%\t\"$3,386.00\"\r\nA0003\t\tT\t5001\t$1000\t0.00%\t$0.00\r\n")},
		"2031 Q.txt":  {Data: []byte("HCPCS\tShort Descriptor\tPayment Rate\r\nA0007\t\t$1.23\r\n")},
	}
}

func hc(s string) hcpcs.Code { return hcpcs.MustParse(s) }

func TestRead(t *testing.T) {
	r, err := Read(fixture())
	require.NoError(t, err)
	assert.Empty(t, r.Diagnostics())
	assert.Equal(t, "OPPS addenda 2031-01, 2031-01-01 to 2031-12-31: 12 codes, 8 APCs", r.String())
	assert.Equal(t, map[string]int{"codes": 12, "apcs": 8, "grouped codes": 3, "inpatient only": 1, "ranks": 2, "complexity pairs": 1, "composite members": 2,
		"device offsets": 2, "out-migrations": 1, "status indicators": 2, "comment indicators": 1, "tribal drugs": 1, "bypass codes": 1, "comprehensive exclusions": 1}, r.Counts())
	e, ok := r.Lookup(hc("A0007"))
	require.True(t, ok)
	assert.Equal(t, Entry{Code: hc("A0007"), Description: "Drug", Status: K, APC: 701, Comment: "NI",
		Payment: Payment{Rate: 1235, MinimumCopay: 250, HasMinimumCopay: true, IRACoinsurance: 18500, AdjustedCopay: 230, PassThroughExpires: true}}, e)
	assert.Equal(t, Mills(230), e.Copay())
	e, _ = r.Lookup(hc("A0003"))
	assert.Equal(t, Payment{Weight: 100000, Rate: 1000_000, MinimumCopay: 200_000, HasMinimumCopay: true}, e.Payment)
	_, ok = r.Lookup(hc("Z9999"))
	assert.False(t, ok)
	g, ok := r.Group(8004)
	assert.True(t, ok)
	assert.Equal(t, Group{APC: 8004, Title: "Echoes", Status: S, Payment: Payment{Weight: 15000, Rate: 150_000, MinimumCopay: 30_000, HasMinimumCopay: true}}, g)
	_, ok = r.Group(9999)
	assert.False(t, ok)
	assert.Equal(t, []hcpcs.Code{hc("A0008"), hc("A0009")}, r.Codes(5005))
	assert.True(t, r.InpatientOnly(hc("A0010")))
	assert.False(t, r.InpatientOnly(hc("A0003")))
	rank, _ := r.Rank(hc("A0006"))
	assert.Equal(t, Rank{hc("A0006"), 1002, 5003, true}, rank)
	for p := range r.Complexities() {
		assert.Equal(t, Complexity{hc("A0005"), hc("A0006"), 5003, 5004}, p)
	}
	for first := range r.Ranks() {
		assert.Equal(t, 1, first.Rank)
		break
	}
	m, _ := r.Composite(hc("A0008"))
	assert.Equal(t, Member{hc("A0008"), 5005, []APC{8004}}, m)
	o, _ := r.Offset(hc("A0005"))
	assert.Equal(t, Offset{hc("A0005"), 5003, 3386, 3386_000, true}, o)
	mig, _ := r.Migration("010006")
	assert.Equal(t, Migration{"010006", "22520", true, 89, "X", "01077"}, mig)
	b, _ := r.Bypass(hc("A0003"))
	assert.Equal(t, Bypass{hc("A0003"), true, false}, b)
	rate, ok := r.TribalDrug(hc("A0007"))
	assert.True(t, ok)
	assert.Equal(t, Mills(1230), rate)
	assert.Equal(t, Indicator{"N", "Items packaged", "Paid under OPPS\nNo separate payment"}, r.Statuses()[0])
	assert.Equal(t, "changed, or \"new\"", r.Comments()[0].Item)
	assert.Equal(t, []string{"Ambulance services"}, r.Exclusions())
	n := 0
	for range r.All() {
		n++
	}
	for range r.Groups() {
		n++
	}
	assert.Equal(t, 20, n)
}

// TestWorkbook reads the same tables from workbooks.
func TestWorkbook(t *testing.T) {
	want, err := Read(fixture())
	require.NoError(t, err)
	books := fstest.MapFS{}
	for name, f := range fixture() {
		var cells [][]string
		for row, err := range textRows(name, f.Data) {
			require.NoError(t, err)
			var line []string
			for _, c := range row.cells {
				line = append(line, strings.Clone(c))
			}
			cells = append(cells, line)
		}
		books[strings.TrimSuffix(name, ".txt")+".xlsx"] = &fstest.MapFile{Data: xlsxtest.Book(t, cells...)}
	}
	got, err := Read(books)
	require.NoError(t, err)
	assert.Equal(t, want.Counts(), got.Counts())
	assert.Equal(t, want.entries, got.entries)
	assert.Equal(t, want.groups, got.groups)
	assert.Equal(t, want.provenance.Release, got.provenance.Release)
}

func TestReadErrors(t *testing.T) {
	for name, c := range map[string]struct {
		file, old, new string
		err            error
	}{
		"status":    {"2031 B.txt", "\tQ4\t", "\tQ9\t", medcode.ErrSyntax},
		"rate":      {"2031 B.txt", "$1.2345", "$1,2x", medcode.ErrSyntax},
		"APC":       {"2031 B.txt", "\t5005\t", "\t55055\t", medcode.ErrSyntax},
		"group":     {"2031 A.txt", "Echoes\tS", "Echoes\t?", medcode.ErrSyntax},
		"weight":    {"2031 A.txt", "\t1.5\t", "\tx\t", medcode.ErrSyntax},
		"rank":      {"2031 J1.txt", "\t1\t", "\tone\t", medcode.ErrSyntax},
		"pair":      {"2031 J2.txt", "\t5004", "\tx", medcode.ErrSyntax},
		"offset":    {"2031 P1.txt", "33.86%", "x%", medcode.ErrSyntax},
		"composite": {"2031 M.txt", "\t8004", "\t99999", medcode.ErrSyntax},
		"tribal":    {"2031 Q.txt", "$1.23", "?", medcode.ErrSyntax},
		"migration": {"2031 L.txt", "0.0089", "-", medcode.ErrSyntax},
		"grouped":   {"2031 C.txt", "5005\tA0009", "x\tA0009", medcode.ErrSyntax},
	} {
		fsys := fixture()
		fsys[c.file].Data = []byte(strings.Replace(string(fsys[c.file].Data), c.old, c.new, 1))
		_, err := Read(fsys)
		require.ErrorIs(t, err, c.err, name)
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe, name)
		assert.NotZero(t, fe.Line, name)
	}
	_, err := Read(fstest.MapFS{})
	assert.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = Read(fstest.MapFS{"a.txt": {Data: []byte("hello\n")}})
	assert.ErrorIs(t, err, medcode.ErrNoFile)
	one := fixture()
	delete(one, "2031 B.txt")
	_, err = Read(one)
	assert.ErrorIs(t, err, medcode.ErrNoFile)
	two := fixture()
	two["again.txt"] = &fstest.MapFile{Data: append([]byte("\tother\r\n"), two["2031 B.txt"].Data...)}
	_, err = Read(two)
	assert.ErrorIs(t, err, medcode.ErrLayout)
}

func TestDates(t *testing.T) {
	for title, want := range map[string]string{
		"Addendum B: January 2032":          "2032-01 2032-01-01 to 2032-03-31",
		"Addendum B, Effective April 2032":  "2032-04 2032-04-01 to 2032-06-30",
		"Payment by HCPCS Code for CY 2033": "2033-01 2033-01-01 to 2033-12-31",
		"Payment by HCPCS Code":             " ",
	} {
		f := strings.Replace(string(fixture()["2031 B.txt"].Data), "Addendum B.-- OPPS Payment by HCPCS Code for CY 2031", title, 1)
		r, err := Read(fstest.MapFS{"b.txt": {Data: []byte(f)}})
		require.NoError(t, err)
		p := r.Provenance()
		if want == " " {
			assert.Equal(t, "release-unknown", string(r.Diagnostics()[0].Kind))
			assert.Zero(t, p.Effective)
			assert.True(t, r.InpatientOnly(hc("A0010")))
			continue
		}
		assert.Equal(t, want, p.Release+" "+p.Effective.String(), title)
	}
	a, err := Read(fixture())
	require.NoError(t, err)
	l, err := NewLibrary(a)
	require.NoError(t, err)
	_, err = l.On(medcode.MustParseDate("2031-07-01"))
	assert.NoError(t, err)
	_, err = l.On(medcode.MustParseDate("2032-07-01"))
	assert.ErrorIs(t, err, medcode.ErrDate)
	_, err = NewLibrary(a, a)
	assert.ErrorIs(t, err, medcode.ErrLayout)
	for r := range l.Releases() {
		assert.True(t, r.Provenance().Effective.Contains(medcode.MustParseDate("2031-01-01")))
	}
}

func TestNames(t *testing.T) {
	for s := NoStatus + 1; s < statuses; s++ {
		text, _ := s.MarshalText()
		var back Status
		require.NoError(t, back.UnmarshalText(text))
		assert.Equal(t, s, back)
	}
	var s Status
	assert.NoError(t, s.UnmarshalText(nil))
	assert.ErrorIs(t, s.UnmarshalText([]byte("QQ")), medcode.ErrSyntax)
	assert.Equal(t, "Status(200)", Status(200).String())
	var a APC
	require.NoError(t, a.UnmarshalText([]byte("0701")))
	text, _ := a.MarshalText()
	assert.Equal(t, "0701", string(text))
	assert.NoError(t, a.UnmarshalText(nil))
	assert.Equal(t, "", a.String())
	assert.ErrorIs(t, a.UnmarshalText([]byte("x")), medcode.ErrSyntax)
	assert.Equal(t, -1, APC(1).Compare(2))
	assert.Equal(t, "-1.235", Mills(-1235).String())
	assert.Equal(t, medcode.Cents(124), Mills(1235).Cents())
	assert.Equal(t, medcode.Cents(-124), Mills(-1235).Cents())
	var m Mills
	require.NoError(t, m.UnmarshalJSON([]byte("-1.2345")))
	assert.Equal(t, Mills(-1235), m)
	require.NoError(t, m.UnmarshalJSON([]byte("null")))
	assert.Error(t, m.UnmarshalJSON([]byte("x")))
	data, _ := m.MarshalJSON()
	assert.Equal(t, "-1.235", string(data))
	for f := range flags {
		assert.NotEmpty(t, f.String())
	}
	assert.Empty(t, flags.String())
	for r := range reasons {
		assert.NotEmpty(t, r.String())
	}
	assert.Empty(t, reasons.String())
	assert.Equal(t, "deny line", ClassOf(18).String())
	assert.Empty(t, Class(99).String())
	assert.Zero(t, ClassOf(250))
}

// Lines may end in CR alone.
func TestCarriageReturns(t *testing.T) {
	want, err := Read(fixture())
	require.NoError(t, err)
	files := fixture()
	for _, f := range files {
		f.Data = []byte(strings.ReplaceAll(string(f.Data), "\n", ""))
	}
	got, err := Read(files)
	require.NoError(t, err)
	require.Equal(t, want.Counts(), got.Counts())
	require.Equal(t, len(want.Diagnostics()), len(got.Diagnostics()))
}
