package risk

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/medcode/medcode"
	"github.com/stretchr/testify/require"
)

func TestFactors(t *testing.T) {
	known := KnownFactors()
	require.Len(t, known.All(), 9)
	for _, x := range known.All() {
		require.Contains(t, x.Source, "Announcement of Calendar Year", "every figure has its document")
		require.Equal(t, 0.059, x.CodingIntensity)
	}
	f, err := known.Of(V28, 2026)
	require.NoError(t, err)
	require.Equal(t, []float64{1.067, 1}, []float64{f.Normalization, f.Share})
	_, err = known.Of(V22, 2026)
	require.ErrorContains(t, err, "V22 for payment year 2026: take it from CMS's Announcement of Calendar Year 2026")
	require.ErrorIs(t, err, medcode.ErrNoFile)

	// 2025: 1 / 1.045 = 0.957, less 5.9 % 0.901, of it 67 % 0.604; 1.2 / 1.153 =
	// 1.041, 0.980, 33 % 0.323.
	paid, err := known.Paid(2025, Score{Model: V28, Score: 1}, Score{Model: V24, Score: 1.2})
	require.NoError(t, err)
	require.Equal(t, 0.927, paid)
	paid, err = known.Paid(2026, Score{Model: V28, Score: 1})
	require.NoError(t, err)
	require.Equal(t, 0.882, paid)
	_, err = known.Paid(2025, Score{Model: V28, Score: 1})
	require.ErrorContains(t, err, "want the scores of CMS-HCC V24 (0.33) and CMS-HCC V28 (0.67)")
	_, err = known.Paid(2027, Score{Model: V28, Score: 1})
	require.ErrorContains(t, err, "payment year 2027")
	_, err = known.Paid(2020, Score{Model: V24, Score: 1})
	require.ErrorContains(t, err, "share of CMS-HCC V24 in payment year 2020 isn't known")

	own, err := ReadFactors(strings.NewReader("# ours\nmodel\tyear\tnormalization\tcoding\tshare\tsource\nV22\t2026\t1.187\t0.059\t1\tby hand\r\nV28\t2026\t1.1\t0\t\tby hand\n"))
	require.NoError(t, err)
	both := known.With(own)
	f, err = both.Of(V28, 2026)
	require.NoError(t, err)
	require.Equal(t, 1.1, f.Normalization)
	require.Len(t, both.All(), 10)
	for text, says := range map[string]string{
		"V28\t2026":                                    "2 fields",
		"V99\t2026\t1\t0\t1\tx":                        `model "V99"`,
		"V28\tyear\t1\t0\t1\tx":                        `year "year"`,
		"V28\t2026\t0\t0\t1\tx":                        "a number about 1",
		"V28\t2026\tNaN\t0\t1\tx":                      "a number about 1",
		"V28\t2026\t1\t5.9\t1\tx":                      "a part of 1, such as",
		"V28\t2026\t1\t0\t67\tx":                       `share "67"`,
		"V28\t2026\t1\t0\t1\tx\nV28\t2026\t1\t0\t1\tx": "a second time",
	} {
		_, err := ReadFactors(strings.NewReader(text))
		require.ErrorContains(t, err, says, text)
	}
	_, err = ReadFactors(iotest.ErrReader(errors.New("disk")))
	require.ErrorContains(t, err, "disk")
}
