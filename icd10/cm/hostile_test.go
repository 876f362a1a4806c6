package cm_test

import (
	"bytes"
	"os"
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

// FuzzDecode reads compiled libraries of which any bytes of any part were replaced.
func FuzzDecode(f *testing.F) {
	l, err := cm.NewLibrary(sample(f))
	require.NoError(f, err)
	data, err := l.MarshalBinary()
	require.NoError(f, err)
	f.Add(uint(0), uint(0), []byte{})
	f.Add(uint(1), uint(3), []byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, part, at uint, patch []byte) {
		d, err := cm.Decode(packtest.Forged("mc-cm  1", data, part, at, patch))
		if err != nil {
			return
		}
		for r := range d.Releases() {
			dump(r)
			r.Check("I50.21", medcode.NewDate(2029, 11, 1))
		}
	})
}

// FuzzReadAddenda: a list of changes is an error with a file, or changes in order.
func FuzzReadAddenda(f *testing.F) {
	text, err := os.ReadFile("testdata/2030/order-addenda-2030.txt")
	require.NoError(f, err)
	f.Add(text)
	f.Add([]byte("Add:         A00 Cholera\nRevise from: A00 Cholera\nRevise to:\nDelete: \n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := cm.ReadAddenda("addenda.txt", bytes.NewReader(data)); err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
		}
		if _, err := cm.ReadOrder("order.txt", bytes.NewReader(data)); err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
		}
	})
}
