package cm_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func period(from, to string) medcode.Period {
	return medcode.Period{From: medcode.MustParseDate(from), To: medcode.MustParseDate(to)}
}

// dump says all that a release answers, a line each, but for its files and
// diagnostics.
func dump(r *cm.Release) (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add("%v %v %d %d %v", r, r.Provenance(), r.Len(), r.Headers(), r.Parts())
	add("%v", r.Introduction())
	for e := range r.Top() {
		add("top %v", e.Name())
	}
	var walk func(cm.Entry)
	walk = func(e cm.Entry) {
		p, _ := e.Parent()
		add("%v|%v|%v|%q|%q|%q|%v|%v|%v|%v|%v|%v", e.Name(), e.Kind(), e.Code(), e.Title(), e.LongTitle(), e.ShortTitle(), e.Billable(),
			e.POAExempt(), e.Placeholder(), e.Depth(), e.IsLeaf(), p.Name())
		for n := range e.Notes() {
			line := fmt.Sprintf("note %v %q", n.Kind, n.Text)
			for i := range n.Refs {
				ref := &n.Refs[i]
				line += fmt.Sprintf(" %v %q %q", ref, ref.With, ref.Words)
				for d := range e.Ancestors() {
					line += fmt.Sprint(ref.Contains(d))
				}
			}
			add("%s", line)
		}
		if e.SeventhCharacters() != nil {
			add("7th %v %v", e.Name(), e.SeventhCharacters())
		}
		if e.VisualImpairment() != nil {
			add("vision %v", e.VisualImpairment())
		}
		for c := range e.Children() {
			walk(c)
		}
	}
	for e := range r.Top() {
		walk(e)
	}
	for kind := cm.Diseases; kind <= cm.Drugs; kind++ {
		x := r.Index(kind)
		if x == nil {
			continue
		}
		add("index %v %q %q", x.Kind(), x.Title(), x.Columns())
		for t := range x.All() {
			p, _ := t.Parent()
			add("%d %v %v", t.Level(), t, p)
			for l := range t.Links() {
				add("link %+v", l)
			}
		}
	}
	if c := r.Conversions(); c != nil {
		add("conversions %q", c.Title())
		for row := range c.All() {
			add("%v %v %v %v", row.Code, row.Effective, row.Previous, row.Text)
		}
	}
	return lines
}

func same(t *testing.T, l, decoded *cm.Library) {
	t.Helper()
	got := slices.Collect(decoded.Releases())
	n := 0
	for r := range l.Releases() {
		require.Equal(t, dump(r), dump(got[n]))
		n++
	}
	require.Len(t, got, n)
}

func recode(t *testing.T, l *cm.Library) *cm.Library {
	t.Helper()
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	again, err := l.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, data, again)
	decoded, err := cm.Decode(data)
	require.NoError(t, err)
	return decoded
}

// What is compiled answers as what was read does.
func TestCompiled(t *testing.T) {
	full := sample(t)
	l, err := cm.NewLibrary(full)
	require.NoError(t, err)
	same(t, l, recode(t, l))

	// A year before with other codes, and an update with a tabular list alone.
	older, err := cm.Read(fstest.MapFS{"icd10cm_order_2029.txt": {Data: []byte(
		"00001 A00     0 Cholera, old                                                 Cholera, old title\r\n" +
			"00002 A000    1 Cholera due to Vibrio cholerae 01, biovar cholerae           Cholera due to Vibrio cholerae 01, biovar cholerae\r\n" +
			"00003 A005    0 Gone                                                         Gone\r\n" +
			"00004 A0050   1 Gone, too                                                    Gone, too\r\n" +
			"00005 I50     0 Heart failure                                                Heart failure\r\n" +
			"00006 I509    1 Heart failure, unsp                                          Heart failure, unspecified\r\n" +
			"00007 Z99     1 Last one                                                     Last one\r\n")}})
	require.NoError(t, err)
	update := sample(t, "tabular.xml").Dated("2030-04", period("2030-04-01", "2030-09-30"))
	l, err = cm.NewLibrary(older, full, update)
	require.NoError(t, err)
	decoded := recode(t, l)
	same(t, l, decoded)
	same(t, l, recode(t, decoded))

	v, err := decoded.Check("A00.50", medcode.MustParseDate("2029-11-01"))
	require.NoError(t, err)
	require.Equal(t, cm.NotInForce, v.Status)
	r, err := decoded.On(medcode.MustParseDate("2029-11-01"))
	require.NoError(t, err)
	require.Equal(t, cm.NotInForce, r.Check("A00.50", medcode.Date{}).Status, "an earlier release of the library had it")
	require.Nil(t, r.OrderFile())
}

func TestDecodeErrors(t *testing.T) {
	l, err := cm.NewLibrary(sample(t))
	require.NoError(t, err)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	for _, n := range []int{0, 5, 11, 20, len(data) / 2, len(data) - 1} {
		_, err := cm.Decode(data[:n])
		require.Error(t, err)
	}
	damaged := slices.Clone(data)
	damaged[len(damaged)/2] ^= 1
	_, err = cm.Decode(damaged)
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, err = cm.Decode([]byte("something else altogether"))
	require.ErrorIs(t, err, medcode.ErrLayout)

	many := make([]*cm.Release, 33)
	for i := range many {
		many[i] = sample(t).Dated(fmt.Sprint(i), medcode.Period{From: medcode.NewDate(2000+i, 10, 1)})
	}
	l, err = cm.NewLibrary(many...)
	require.NoError(t, err)
	_, err = l.MarshalBinary()
	require.ErrorIs(t, err, medcode.ErrLimit)
}
