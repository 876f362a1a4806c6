package wordsdata_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/icd10/words"
	"github.com/medcode/medcode/icd10/words/wordsdata"
)

func Example() {
	for _, a := range wordsdata.Finder().Find("broken left wrist", 1) {
		fmt.Println(a.Entry.Code(), a.Entry.Title())
		fmt.Println("assumed:", a.Assumed)
	}
	for _, p := range wordsdata.Procedures().Find("lap chole", 1) {
		fmt.Println(p.Entry.Code, p.Entry.Long)
	}
	// Output:
	// S52.502A Unspecified fracture of the lower end of left radius, initial encounter for closed fracture
	// assumed: [initial encounter for closed fracture]
	// 0FT44ZZ Resection of Gallbladder, Percutaneous Endoscopic Approach
}

func said(answers []words.Answer) (all []string) {
	for _, a := range answers {
		all = append(all, fmt.Sprint(a.Entry.Name(), " ", a.Why, " ", a.Assumed, " ", a.Score))
	}
	return all
}

// A release without its tabular list has 7th characters all the same, and where a
// phrase says nothing of them it is the first encounter.
func TestFirstEncounter(t *testing.T) {
	if testing.Short() {
		t.Skip("of one goroutine, and long")
	}
	r, err := cmdata.Library().On(medcode.MustParseDate("2024-01-15"))
	require.NoError(t, err)
	f := words.New(r, words.Options{})
	for phrase, code := range map[string]string{"hip fracture right": "S72.001A", "ankle sprain left": "S93.402A", "bee sting": "T63.441A",
		"concussion": "S06.0X0A", "sprain of left ankle, sequela": "S93.402S", "open fracture of shaft of right femur": "S72.301B"} {
		require.Equal(t, code, f.Find(phrase, 1)[0].Entry.Name(), phrase)
	}
}

// The compiled finders answer as those made of the releases do.
func TestCompiled(t *testing.T) {
	if testing.Short() {
		t.Skip("of one goroutine, and long")
	}
	diagnoses := slices.Collect(cmdata.Library().Releases())
	slices.Reverse(diagnoses)
	made := words.New(diagnoses[0], words.Options{Older: diagnoses[1:]})
	for _, phrase := range []string{"T2DM w/ CKD 3b", "pink eye", "BMI 42", "overdose of Tylenol, intentional", "L breast ca UOQ, female", "nothing like it", "Crohn's"} {
		require.Equal(t, said(made.Find(phrase, 10)), said(wordsdata.Finder().Find(phrase, 10)), phrase)
	}
	procedures := slices.Collect(pcsdata.Library().Releases())
	p := words.NewProcedures(procedures[len(procedures)-1])
	for _, phrase := range []string{"lap chole", "TURP", "ORIF right femoral shaft"} {
		require.Equal(t, p.Find(phrase, 10), wordsdata.Procedures().Find(phrase, 10), phrase)
	}
	data, err := made.MarshalBinary()
	require.NoError(t, err)
	for _, cut := range []int{0, 8, 100, len(data) - 1} {
		_, err := words.Decode(data[:cut], diagnoses[0])
		require.Error(t, err)
		_, err = words.DecodeProcedures(data[:cut], nil)
		require.Error(t, err)
	}
}

func BenchmarkFind(b *testing.B) {
	f := wordsdata.Finder()
	phrases := []string{"T2DM w/ CKD 3b", "pink eye", "L breast ca UOQ, female", "fracture of left femur shaft, closed", "pnuemonia"}
	for i := 0; b.Loop(); i++ {
		f.Find(phrases[i%len(phrases)], 10)
	}
}

// BenchmarkDecode is what the first answer of a process waits for.
func BenchmarkDecode(b *testing.B) {
	var last = slices.Collect(cmdata.Library().Releases())
	data, err := wordsdata.Finder().MarshalBinary()
	require.NoError(b, err)
	for b.Loop() {
		_, err := words.Decode(data, last[len(last)-1])
		require.NoError(b, err)
	}
}
