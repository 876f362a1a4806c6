package cm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/pack/packtest"
)

// A compiled library that says something else than it should is an error or
// answers wrongly; it doesn't panic.
func TestDecodeDamaged(t *testing.T) {
	older, err := cm.Read(sampleFS(t, "order-2030.txt"))
	require.NoError(t, err)
	l, err := cm.NewLibrary(sample(t), older.Dated("2029", period("2028-10-01", "2029-09-30")))
	require.NoError(t, err)
	data, err := l.MarshalBinary()
	require.NoError(t, err)
	for damaged := range packtest.Damaged("mc-cm  1", data, 60) {
		d, err := cm.Decode(damaged)
		if err != nil {
			continue
		}
		for r := range d.Releases() {
			dump(r)
			r.Check("I50.21", medcode.NewDate(2029, 11, 1))
			r.Check("I50.99", medcode.Date{})
		}
	}
}
