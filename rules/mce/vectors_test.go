package mce_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/mce"
)

// A vector is one claim of the reference vectors with the reference's answer.
type vector struct {
	id     string
	rec    mce.Record
	answer string
}

func readRelease(tb testing.TB) *mce.Release {
	r, err := mce.Read(os.DirFS(official.Path(tb, "releases/mce/v43.1")))
	require.NoError(tb, err)
	return r
}

func readVectors(tb testing.TB, name string, icd rules.ICD) []vector {
	claims := readLines(tb, official.Path(tb, "vectors/mce/"+name+".claims.tsv.gz"))
	answers := readLines(tb, official.Path(tb, "vectors/mce/"+name+".answers.tsv.gz"))
	require.Equal(tb, len(claims), len(answers))
	out := make([]vector, len(claims))
	for i, line := range claims {
		c := strings.Split(line, "\t")
		require.Len(tb, c, 9)
		sex, err := medcode.ParseSex(c[3])
		require.NoError(tb, err)
		out[i] = vector{c[0], mce.Record{
			ICD: icd, Discharge: mce.ParseDate(c[1]), Age: atoi(tb, c[2]), Sex: sex, Status: atoi(tb, c[4]),
			LengthOfStay: atoi(tb, c[5]), Admitting: strings.TrimPrefix(c[6], "-"),
			Diagnoses: split(c[7]), Procedures: split(c[8]),
		}, answers[i]}
	}
	return out
}

// split reads CODE:POA,CODE:POA or CODE,CODE or -.
func split(s string) []string {
	if s == "-" {
		return nil
	}
	codes := strings.Split(s, ",")
	for i, c := range codes {
		codes[i], _, _ = strings.Cut(c, ":")
	}
	return codes
}

func atoi(tb testing.TB, s string) int {
	n, err := strconv.Atoi(s)
	require.NoError(tb, err)
	return n
}

func readLines(tb testing.TB, name string) []string {
	data, err := os.ReadFile(name)
	require.NoError(tb, err)
	z, err := gzip.NewReader(bytes.NewReader(data))
	require.NoError(tb, err)
	var lines []string
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		lines = append(lines, s.Text())
	}
	require.NoError(tb, s.Err())
	return lines
}

var vectorFiles = []struct {
	name string
	icd  rules.ICD
}{{"v43.1", rules.ICD10}, {"icd9", rules.ICD9}}

// TestVectors holds every answer column against CMS's reference editor.
func TestVectors(t *testing.T) {
	r := readRelease(t)
	for _, file := range vectorFiles {
		t.Run(file.name, func(t *testing.T) {
			var a mce.Answer
			var line []byte
			wrong := 0
			for _, v := range readVectors(t, file.name, file.icd) {
				r.EditInto(&a, &v.rec)
				if line = a.AppendTSV(line[:0], v.id); string(line) != v.answer {
					if wrong++; wrong <= 5 {
						t.Errorf("%+v\n got %s\nwant %s", v.rec, line, v.answer)
					}
				}
			}
			if wrong > 0 {
				t.Errorf("%d answers differ", wrong)
			}
		})
	}
}
