package stayfile_test

import (
	"strings"
	"testing"

	"github.com/medcode/medcode/drg/stayfile"
)

func BenchmarkRead(b *testing.B) {
	const stays = 10_000
	for name, lines := range map[string][2]string{
		"CSV":  {"id,age,sex,status,dx1,poa1,dx2,poa2,dx3,poa3,px1,px2\n", "c1,67,F,1,I50.21,Y,J96.01,Y,E11.9,Y,5A1955Z,02HV33Z\n"},
		"JSON": {"", `{"id":"c1","age":67,"sex":"F","status":1,"dx":[{"code":"I50.21","poa":"Y"},{"code":"J96.01","poa":"Y"},{"code":"E11.9","poa":"Y"}],"px":["5A1955Z","02HV33Z"]}` + "\n"},
		"TSV":  {"", "c1\t431\t67\tF\t1\tNON_EXEMPT\t-\tI5021:Y,J9601:Y,E119:Y\t5A1955Z,02HV33Z\n"},
	} {
		text := lines[0] + strings.Repeat(lines[1], stays)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := stayfile.NewReader(strings.NewReader(text), name)
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range r.All() {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N)*stays/b.Elapsed().Seconds(), "stays/s")
		})
	}
}

func BenchmarkAnswer(b *testing.B) {
	var line []byte
	for b.Loop() {
		line = stayfile.AppendAnswer(line[:0], "c1", &result)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}
