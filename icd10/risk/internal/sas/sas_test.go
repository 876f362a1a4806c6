package sas

import (
	"archive/zip"
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

func TestStatements(t *testing.T) {
	s, err := Statements([]byte("%* don't; * nor 'this;\n/* ; */ %let L = %str(A1\n &b);\n x = a * 2; if &AGE < 6 or b ne '2' then CC=\"-1.0\";\x1a\n%&S(P=X, L=%STR(1 ,2), C=&q);;"))
	require.NoError(t, err)
	var texts []string
	for _, x := range s {
		texts = append(texts, x.String())
	}
	require.Equal(t, []string{"%LET L = %STR ( A1 &B )", "X = A * 2", `IF &AGE < 6 OR B NE "2" THEN CC = "-1.0"`, "%&S ( P = X , L = %STR ( 1 , 2 ) , C = &Q )"}, texts)
	require.Equal(t, []int{2, 4, 4, 5}, []int{s[0].Line, s[1].Line, s[2].Line, s[3].Line})
	name, words, ok := s[0].Let()
	require.True(t, ok)
	require.Equal(t, "L", name)
	require.Equal(t, []Token{{Ident, "A1"}, {Ident, "&B"}}, words)
	_, _, ok = s[1].Let()
	require.False(t, ok)
	require.Nil(t, s[1].Call())
	require.Equal(t, map[string][]Token{"P": {{Ident, "X"}}, "L": {{Number, "1"}, {Op, ","}, {Number, "2"}}, "C": {{Ident, "&Q"}}}, s[3].Call())
	for _, bad := range []string{"x = 1", "x = 'a;", "/* ;", "* a"} {
		_, err := Statements([]byte(bad))
		require.ErrorIs(t, err, medcode.ErrSyntax, bad)
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"max(HCC1, hcc2)*(AGEF < 65)":              "(MAX(HCC1, HCC2) * (AGEF < 65))",
		"6<= n <=16 or 22<= n":                     "(((6 <= N) AND (N <= 16)) OR (22 <= N))",
		"(OREC in ('2','3'))*(SEX='2')":            "((OREC IN (2, 3)) * (SEX = 2))",
		"a ^= -1 & not b":                          "((A NE (-1)) AND (NOT B))",
		"round((&DF*(s + f*(b<=0))/a),.001)":       "ROUND(((&DF * (S + (F * (B <= 0)))) / A), 0.001)",
		"sum(of CHPYMT(*))":                        "SUM(OF CHPYMT(*))",
		"1 - d":                                    "(1 - D)",
		`x = "abc"`:                                `(X = "abc")`,
		"if(a, b, c)":                              "IF(A, B, C)",
		"a gt 1 and b ge 2 and c lt 3 and d le 4 ": "((((A > 1) AND (B >= 2)) AND (C < 3)) AND (D <= 4))",
	} {
		e, err := ParseText(text)
		require.NoError(t, err, text)
		require.Equal(t, want, e.String())
		if !strings.Contains(want, `"`) {
			again, err := ParseText(want)
			require.NoError(t, err, want)
			require.Equal(t, e, again)
		}
	}
	for _, bad := range []string{"", "a b", "(a", "a +", "max(a", "max(of b)", "a in b", "1.2.3", ")", "a; b", "max(a b)"} {
		_, err := ParseText(bad)
		require.ErrorIs(t, err, medcode.ErrSyntax, bad)
	}
	for _, deep := range []string{strings.Repeat("(", 1e5), strings.Repeat("-", 1e5)} {
		_, err := ParseText(deep)
		require.Error(t, err)
	}
}

func pack(text string) []byte {
	var b bytes.Buffer
	b.WriteString(strings.Repeat("**COMPRESSED** ", 5) + "*****")
	b.WriteString(text)
	return b.Bytes()
}

func TestTransportDamage(t *testing.T) {
	_, err := Formats([]byte("x"), 1<<20)
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = Formats(append(pack(""), escape), 1<<20)
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, err = Formats(append(pack(""), escape, 0xff), 100)
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = Formats(pack("OBJECT CONTROL AGEL                           FORMATC"), 1<<20)
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func FuzzFormats(f *testing.F) {
	f.Add(pack("OBJECT CONTROL AGEL                           FORMATC   SPAN CONTROL 4  End of Object"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = Formats(data, 1<<20) })
}

func FuzzStatements(f *testing.F) {
	f.Add("x = max(a, b)*(c < 6); %LET a = b;")
	f.Fuzz(func(_ *testing.T, text string) {
		s, err := Statements([]byte(text))
		if err != nil {
			return
		}
		for _, x := range s {
			x.Call()
			x.Let()
			if e, err := Parse(x.Tokens); err == nil {
				_ = e.String()
			}
		}
	})
}

// The transport file of each of CMS's packages says the same as the text
// beside it.
func TestOfficialTransport(t *testing.T) {
	zips, err := filepath.Glob(filepath.Join(official.Path(t, "releases/hcc/2025"), "*.zip"))
	require.NoError(t, err)
	require.NotEmpty(t, zips)
	for _, name := range zips {
		z, err := zip.OpenReader(name)
		require.NoError(t, err)
		files := map[string][]byte{}
		for _, f := range z.File {
			r, err := f.Open()
			require.NoError(t, err)
			data, err := io.ReadAll(r)
			require.NoError(t, err)
			files[f.Name] = data
		}
		require.NoError(t, z.Close())
		for name, data := range files {
			if !IsTransport(data) || name[0] != 'F' {
				continue
			}
			formats, err := Formats(data, 1<<26)
			require.NoError(t, err, name)
			got := map[string]bool{}
			for _, f := range formats {
				if !strings.Contains(f.Name, "AS1") && !strings.Contains(f.Name, "AS2") {
					continue
				}
				for i, v := range f.Values {
					got[v+" "+f.Labels[i]] = true
				}
			}
			text, ok := files[strings.TrimSuffix(name, ".TRN")+".TXT"]
			require.True(t, ok, name)
			n := 0
			for line := range strings.Lines(string(text)) {
				if f := strings.Fields(line); len(f) > 1 {
					require.True(t, got[f[0]+" "+f[1]], "%s: %s", name, line)
					n++
				}
			}
			require.Len(t, got, n, name)
		}
	}
}

// Expressions are as deep as their parentheses and terms make them, which is bounded.
func TestDeepExpressions(t *testing.T) {
	join := func(op string, n int) string { return "x" + strings.Repeat(op+"x", n-1) }
	for _, op := range []string{"+", " OR ", "*", " AND ", "<="} {
		_, err := ParseText(join(op, 1000))
		require.NoError(t, err, op)
		_, err = ParseText(join(op, 1001))
		require.ErrorIs(t, err, medcode.ErrLimit, op)
		require.ErrorContains(t, err, "an expression of over 1000 terms, which no limit raises")
	}
	for _, nest := range []func(n int) string{
		func(n int) string { return strings.Repeat("(", n) + "x" + strings.Repeat(")", n) },
		func(n int) string { return strings.Repeat("-", n) + "x" },
	} {
		_, err := ParseText(nest(99))
		require.NoError(t, err)
		_, err = ParseText(nest(100))
		require.ErrorIs(t, err, medcode.ErrLimit)
		require.ErrorContains(t, err, "nested over 100 deep, which no limit raises")
	}
}
