package cm_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func TestCheck(t *testing.T) {
	r := sample(t)
	for _, c := range []struct {
		text, on string
		status   cm.Status
		follow   string // characters
		suggest  string
		says     string
	}{
		{"I50.21", "", cm.Valid, "", "", "I50.21 is a code: Acute systolic (congestive) heart failure"},
		{"i5021", "2029-12-31", cm.Valid, "", "", "I50.21 is a code: Acute systolic (congestive) heart failure"},
		{"W2189XA", "", cm.Valid, "", "", "W21.89XA is a code: Striking against or struck by other sports equipment, initial encounter"},

		{"I50,21", "", cm.Malformed, "", "I50.21", `ICD-10-CM code "I50,21": character 4: want letters and digits, a dot only after the third; try I50.21`},
		{"1l0", "", cm.Malformed, "", "I10", `ICD-10-CM code "1l0": character 1: want a letter first; try I10`},
		{"I5O.2I", "", cm.Unknown, "", "I50.21", "I5O.2I is not in ICD-10-CM 2030; try I50.21"},
		{"?", "", cm.Malformed, "", "", `ICD-10-CM code "?": character 1: want a letter first`},

		{"I50", "", cm.Header, "29", "", "I50 is a header; one of 2, 9 must follow"},
		{"I50.2", "", cm.Header, "01", "", "I50.2 is a header; one of 0, 1 must follow"},
		{"W21.89", "", cm.Incomplete, "ADS", "W21.89XA W21.89XD W21.89XS",
			"W21.89 lacks its 7th character, or placeholders before it; it may be one of A, D, S; try W21.89XA, W21.89XD, W21.89XS"},
		{"S06.1X7", "", cm.Incomplete, "A", "S06.1X7A", "S06.1X7 lacks its 7th character, or placeholders before it; it may be one of A; try S06.1X7A"},
		{"W21.89A", "", cm.Incomplete, "ADS", "W21.89XA", "W21.89A lacks its 7th character, or placeholders before it; it may be one of A, D, S; try W21.89XA"},
		{"W21.89X", "", cm.Incomplete, "ADS", "W21.89XA W21.89XD W21.89XS",
			"W21.89X lacks its 7th character, or placeholders before it; it may be one of A, D, S; try W21.89XA, W21.89XD, W21.89XS"},
		{"W21.89B", "", cm.Unknown, "ADS", "", "W21.89B is not in ICD-10-CM 2030; after W21.89 one of A, D, S may follow"},
		{"S06.1X7D", "", cm.Unknown, "A", "", "S06.1X7D is not in ICD-10-CM 2030; after S06.1X7 one of A may follow"},

		{"I10.9", "", cm.Unknown, "", "I10", "I10.9 is not in ICD-10-CM 2030; try I10"},
		{"I50.7", "", cm.Unknown, "29", "", "I50.7 is not in ICD-10-CM 2030; after I50 one of 2, 9 may follow"},
		{"I99.9", "", cm.Unknown, "", "", "I99.9 is not in ICD-10-CM 2030"},

		{"E11.31", "2029-09-30", cm.NotInForce, "", "E11.3", "E11.31 is not in force then; it begins 2029-10-01; try E11.3"},
		{"E11.31", "2029-10-01", cm.Valid, "", "", "E11.31 is a code: Type 2 diabetes mellitus with unspecified diabetic retinopathy"},
		{"I50.2A", "2029-10-01", cm.NotInForce, "", "I50.21", "I50.2A is not in force then; it ended 2029-09-30; try I50.21"},

		{"I50.21", "2030-09-30", cm.Valid, "", "", "I50.21 is a code: Acute systolic (congestive) heart failure"},
		{"I50.21", "2030-10-01", cm.NotInForce, "", "", "I50.21 is in ICD-10-CM 2030, which holds 2029-10-01 to 2030-09-30, not then"},
		{"I10", "2015-01-01", cm.NotInForce, "", "", "I10 is in ICD-10-CM 2030, which holds 2029-10-01 to 2030-09-30, not then"},
		{"I50", "2015-01-01", cm.NotInForce, "", "", "I50 is in ICD-10-CM 2030, which holds 2029-10-01 to 2030-09-30, not then"},
		{"I99.9", "2015-01-01", cm.Unknown, "", "", "I99.9 is not in ICD-10-CM 2030"},
	} {
		var on medcode.Date
		if c.on != "" {
			on = medcode.MustParseDate(c.on)
		}
		v := r.Check(c.text, on)
		require.Equal(t, c.status, v.Status, c.text)
		var follow strings.Builder
		for _, f := range v.Follow {
			follow.WriteByte(f.Char)
			require.Equal(t, entry(t, r, f.Code.String()).Title(), f.Title)
		}
		require.Equal(t, c.follow, follow.String(), c.text)
		require.Equal(t, strings.Fields(c.suggest), append([]string{}, codes(v.Suggest)...), c.text)
		require.Equal(t, c.says, v.String())
		require.Equal(t, c.status == cm.Malformed, v.Err != nil)
		require.Equal(t, "2030", v.Released)
		b, err := v.Status.MarshalText()
		require.NoError(t, err)
		require.Equal(t, c.status.String(), string(b))
	}
	require.Contains(t, r.Check("S06.1", medcode.Date{}).String(), "X must follow")

	// Without a conversion table the addenda know what is gone.
	v := sample(t, "order-2030.txt", "order-addenda-2030.txt").Check("I50.2A", medcode.Date{})
	require.Equal(t, cm.NotInForce, v.Status)
	require.Equal(t, "2029-09-30", v.InForce.To.String())
	v = sample(t, "order-2030.txt", "codes-addenda-2030.txt").Check("I50.2A", medcode.Date{})
	require.Equal(t, cm.NotInForce, v.Status)
}

// Values print as what they are, not as what they hold.
func TestStrings(t *testing.T) {
	r := sample(t)
	require.Equal(t, fmt.Sprintf("%v: %d codes", r.Provenance(), r.Len()), fmt.Sprint(r))
	require.Equal(t, "ICD-10-CM 2030, 2029-10-01 to 2030-09-30", r.Provenance().String())
	require.Equal(t, "I10 Essential (primary) hypertension", fmt.Sprint(entry(t, r, "I10")))
	require.Empty(t, fmt.Sprint(cm.Entry{}))
	require.Equal(t, "I50 is not in ICD-10-CM", new(cm.Release).Check("I50", medcode.Date{}).String())
	_, err := cm.Parse("I5")
	require.EqualError(t, err, `ICD-10-CM code "I5": want at least 3 characters`)
}

func older(t testing.TB) *cm.Release {
	r, err := cm.Read(os.DirFS("testdata/2029"))
	require.NoError(t, err)
	return r
}

func TestLibrary(t *testing.T) {
	old, now := older(t), sample(t)
	require.Equal(t, "2029", old.Provenance().Release)
	april := now.Dated("2030-04", medcode.Period{From: medcode.MustParseDate("2030-04-01"), To: medcode.MustParseDate("2030-09-30")})
	l, err := cm.NewLibrary(now, april, old)
	require.NoError(t, err)
	var names []string
	for r := range l.Releases() {
		names = append(names, r.Provenance().Release)
	}
	require.Equal(t, []string{"2029", "2030", "2030-04"}, names)
	for date, want := range map[string]string{"2028-10-01": "2029", "2029-09-30": "2029", "2029-10-01": "2030", "2030-03-31": "2030", "2030-04-01": "2030-04"} {
		r, err := l.On(medcode.MustParseDate(date))
		require.NoError(t, err)
		require.Equal(t, want, r.Provenance().Release)
	}
	for _, date := range []medcode.Date{{}, medcode.MustParseDate("2028-09-30"), medcode.MustParseDate("2030-10-01")} {
		_, err := l.On(date)
		require.ErrorIs(t, err, medcode.ErrDate)
		_, err = l.Check("I10", date)
		require.ErrorIs(t, err, medcode.ErrDate)
	}
	_, err = cm.NewLibrary(now, now)
	require.ErrorIs(t, err, medcode.ErrLayout)

	for _, c := range []struct {
		text, on string
		status   cm.Status
		from, to string
		suggest  []string
	}{
		{"I10", "2029-01-01", cm.Valid, "", "", nil},
		{"I50.2A", "2029-01-01", cm.Valid, "", "", nil},
		{"I50.2A", "2030-01-01", cm.NotInForce, "", "2029-09-30", []string{"I50.21"}},
		{"E11.31", "2029-01-01", cm.NotInForce, "2029-10-01", "", []string{"E11.3"}},
		{"E11.3", "2029-01-01", cm.Valid, "", "", nil},
		{"E11.3", "2030-01-01", cm.Header, "", "", nil},
		{"C7A", "2029-01-01", cm.NotInForce, "2029-10-01", "", []string{"C75", "C76"}},
		{"I99.9", "2030-01-01", cm.Unknown, "", "", nil},
	} {
		v, err := l.Check(c.text, medcode.MustParseDate(c.on))
		require.NoError(t, err)
		require.Equal(t, c.status, v.Status, c)
		require.Equal(t, c.from, v.InForce.From.String(), c)
		require.Equal(t, c.to, v.InForce.To.String(), c)
		require.Equal(t, c.suggest, codes(v.Suggest), c)
	}
}

func TestDiff(t *testing.T) {
	old, now := older(t), sample(t)
	var got []string
	for _, c := range old.Diff(now) {
		b, err := c.Kind.MarshalText()
		require.NoError(t, err)
		got = append(got, c.Code.String()+" "+string(b))
		require.Equal(t, c.Kind == cm.Added, !c.Old.IsValid())
		require.Equal(t, c.Kind == cm.Deleted, !c.New.IsValid())
	}
	require.Equal(t, []string{"I50.2A deleted", "C7A added", "E11.3 became a header", "E11.31 added", "E11.36 added", "S06 revised", "U07.1 revised"}, got)
	got = nil
	for _, c := range now.Diff(old) {
		got = append(got, c.Code.String()+" "+c.Kind.String())
	}
	require.Equal(t, []string{"C7A deleted", "E11.31 deleted", "E11.36 deleted", "E11.3 became a code", "I50.2A added", "S06 revised", "U07.1 revised"}, got)
	require.Empty(t, now.Diff(now))
}

func TestConversions(t *testing.T) {
	r := sample(t)
	c := r.Conversions()
	require.Contains(t, c.Title(), "sample")
	of := c.Of(cm.MustParse("U07.1"))
	require.Len(t, of, 1)
	require.Equal(t, "2023-04-01", of[0].Effective.String())
	require.Empty(t, of[0].Previous)
	require.Equal(t, "None", of[0].Text)

	history := func(code string) (all []string) {
		for _, row := range c.History(cm.MustParse(code)) {
			all = append(all, row.Effective.String()[:4]+" "+row.Text+" > "+row.Code.String())
		}
		return all
	}
	whole := []string{"2017 I50.2 > I50.20", "2017 I50.20 AND a code from I10-I11 > I50.21"}
	require.Equal(t, append(whole[:2:2], "2029 I50.2A > I50.21"), history("I50.21"))
	require.Equal(t, whole, history("I50.20"))
	require.Equal(t, []string{"2029 C75 and C76 > C7A"}, history("C75"))
	require.Empty(t, history("H36"))

	from := c.From(cm.MustParse("E11.3"))
	require.Len(t, from, 2)
	require.Equal(t, "E11.31", from[0].Code.String())
	require.Len(t, c.From(cm.MustParse("I11.0")), 1, "as part of a range")

	none := sample(t, "order-2030.txt").Conversions()
	require.Nil(t, none)
	require.Empty(t, none.Of(cm.MustParse("I10")))
	require.Empty(t, none.From(cm.MustParse("I10")))
}

func TestOrderFile(t *testing.T) {
	fsys := sampleFS(t)
	read := func(name string) *cm.OrderFile {
		f, err := cm.ReadOrder(name, strings.NewReader(string(fsys[name].Data)))
		require.NoError(t, err)
		require.Empty(t, f.Diagnostics())
		require.Equal(t, string(fsys[name].Data), text(t, f))
		return f
	}
	order, list := read("order-2030.txt"), read("codes-2030.txt")
	require.Equal(t, 55, order.Len())
	for row := range order.Rows() {
		require.Equal(t, cm.OrderRow{Number: 1, Code: cm.MustParse("A00"), Short: "Cholera", Long: "Cholera"}, row)
		break
	}
	for row := range list.Rows() {
		require.Equal(t, cm.OrderRow{Number: 1, Code: cm.MustParse("A00.0"), Billable: true, Long: "Cholera due to Vibrio cholerae 01, biovar cholerae"}, row)
		break
	}
	addenda, err := cm.ReadAddenda("a", strings.NewReader(string(fsys["order-addenda-2030.txt"].Data)))
	require.NoError(t, err)
	require.Empty(t, addenda.Diagnostics())
	require.Equal(t, string(fsys["order-addenda-2030.txt"].Data), text(t, addenda))
	for row := range addenda.Rows() {
		require.Equal(t, cm.Addendum{Action: cm.Add, Code: cm.MustParse("C7A"), Billable: true, Short: "Malignant neuroendocrine tumors", Long: "Malignant neuroendocrine tumors"}, row)
		break
	}

	next, misfits := older(t).OrderFile().Apply(addenda)
	require.Empty(t, misfits)
	require.Equal(t, "C75 C76 C7A", strings.Join(categories(next, "C7"), " "), "addenda don't tell that C7A stands before C76")
	same, misfits := order.Apply(addenda)
	require.Equal(t, order.Len(), same.Len())
	require.Equal(t, []string{"C7A", "E11.3", "E11.31", "E11.36", "I50.2A", "S06", "U07.1"}, func() (all []string) {
		for _, m := range misfits {
			require.Equal(t, "misfit", string(m.Kind))
			all = append(all, m.Text)
		}
		return all
	}())

	r := sample(t)
	require.Equal(t, text(t, order), text(t, r.OrderFile()))
	require.Equal(t, text(t, list), text(t, r.CodesFile()))
	require.Equal(t, string(fsys["order-addenda-2030.txt"].Data), text(t, r.Addenda()))
	require.Equal(t, string(fsys["codes-addenda-2030.txt"].Data), text(t, r.CodesAddenda()))
}

func categories(f *cm.OrderFile, prefix string) (all []string) {
	for row := range f.Rows() {
		if row.Code.Len() == 3 && strings.HasPrefix(row.Code.String(), prefix) {
			all = append(all, row.Code.String())
		}
	}
	return all
}

// Additions go where the book has their like.
func TestApplyPlaces(t *testing.T) {
	row := func(n, code, flag string) string {
		return n + " " + pad(code, 7) + " " + flag + " " + pad("x", 60) + " x\r\n"
	}
	order, err := cm.ReadOrder("o", strings.NewReader(
		row("00001", "C75", "1")+row("00002", "C7A", "0")+row("00003", "C7A0", "1")+row("00004", "C7A8", "1")+row("00005", "C76", "1")+
			row("00006", "Z99", "0")+row("00007", "Z991", "1")+row("00008", "U07", "0")+row("00009", "U070", "1")))
	require.NoError(t, err)
	var changes strings.Builder
	for _, c := range []string{"C77", "C7A1", "C7A19", "C7B", "C740", "U071", "U10", "Z993", "A00"} {
		changes.WriteString("Add:         1 " + pad(c, 7) + " " + pad("x", 60) + " x\r\n")
	}
	addenda, err := cm.ReadAddenda("a", strings.NewReader(changes.String()))
	require.NoError(t, err)
	next, misfits := order.Apply(addenda)
	require.Empty(t, misfits)
	var got []string
	for r := range next.Rows() {
		got = append(got, r.Code.Compact())
	}
	require.Equal(t, "A00 C740 C75 C7A C7A0 C7A1 C7A19 C7A8 C76 C77 C7B Z99 Z991 Z993 U07 U070 U071 U10", strings.Join(got, " "))
}

func pad(s string, n int) string { return s + strings.Repeat(" ", n-len(s)) }

type failing struct{}

func (failing) Read([]byte) (int, error)  { return 0, os.ErrDeadlineExceeded }
func (failing) Write([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

func TestOrderFileErrors(t *testing.T) {
	_, err := cm.ReadOrder("o", failing{})
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	_, err = cm.ReadAddenda("a", failing{})
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	for _, s := range []string{"", "hello", "Add:         1 C7A", "00001 001     0 Central Nervous System and Cranial Nerves, Bypass"} {
		_, err = cm.ReadOrder("o", strings.NewReader(s))
		require.ErrorIs(t, err, medcode.ErrLayout)
		_, err = cm.ReadAddenda("a", strings.NewReader(s))
		require.ErrorIs(t, err, medcode.ErrLayout)
	}
	_, err = sample(t).OrderFile().WriteTo(failing{})
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
	_, err = sample(t).Addenda().WriteTo(failing{})
	require.ErrorIs(t, err, os.ErrDeadlineExceeded)
}
