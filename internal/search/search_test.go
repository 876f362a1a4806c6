package search_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/search"
)

var titles = []string{
	"Ménière's disease",
	"Meniere's disease, right ear",
	"Crohn’s disease of small intestine",
	"Fracture of femur",
	"Fracture of shaft of femur",
	"Fractured tooth",
	"",
	"Déjà vu",
}

func found(query string, limit int) []string {
	x := search.New(len(titles), func(i int) string { return titles[i] })
	var got []string
	for _, hit := range x.Search(query, limit) {
		got = append(got, titles[hit.Text])
	}
	return got
}

func TestSearch(t *testing.T) {
	for _, c := range []struct {
		query string
		limit int
		want  []string
	}{
		{"MENIERES disease", 9, []string{"Ménière's disease", "Meniere's disease, right ear"}},
		{"Ménière's", 1, []string{"Ménière's disease"}},
		{"crohn's", 9, []string{"Crohn’s disease of small intestine"}},
		{"fracture femur", 9, []string{"Fracture of femur", "Fracture of shaft of femur"}},
		{"fract", 9, []string{"Fractured tooth", "Fracture of femur", "Fracture of shaft of femur"}},
		{"fracture fracture", 9, []string{"Fracture of femur", "Fracture of shaft of femur", "Fractured tooth"}},
		{"femur zygote", 9, []string{"Fracture of femur", "Fracture of shaft of femur"}},
		{"zygote", 9, nil},
		{"  ,;' ", 9, nil},
		{"femur", 0, nil},
	} {
		require.Equal(t, c.want, found(c.query, c.limit), c.query)
	}
}

func TestNoTexts(t *testing.T) {
	require.Empty(t, search.New(0, nil).Search("a", 3))
}

func TestWords(t *testing.T) {
	require.Equal(t, []string{"type", "1", "diabetes", "crohns", "straße"[:4] + "sse"}, search.Words("Type-1 'Diabetes', CROHN'S (Straße)"))
}

func FuzzWords(f *testing.F) {
	for _, s := range titles {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range search.Words(s) {
			require.NotEmpty(t, w)
		}
		x := search.New(1, func(int) string { return s })
		if words := search.Words(s); len(words) > 0 {
			require.Len(t, x.Search(s, 5), 1)
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	x := search.New(100_000, func(i int) string {
		return fmt.Sprintf("%s of part %d, group %d, with and without %s", titles[i%6], i, i%97, titles[(i+3)%6])
	})
	for b.Loop() {
		if len(x.Search("fracture of shaft part 4", 20)) == 0 {
			b.Fatal("nothing found")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
}
