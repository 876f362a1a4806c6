package research

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// parseICD9 reads an ICD-9-CM diagnosis: three digits, V and two, or E and
// three, and up to two digits more (one more for E), with or without the dot.
func parseICD9[T string | []byte](s T) (codeword.Word, error) {
	t, blanks := codeword.Trim(s)
	fail := func(i int, reason string) (codeword.Word, error) {
		return 0, &medcode.CodeError{System: ICD9CM.String(), Text: string(s), Offset: blanks + i, Reason: reason}
	}
	var w codeword.Word
	n, dot := 0, 3
	for i := range len(t) {
		c := codeword.Upper(t[i])
		switch {
		case n == 0 && c == 'E':
			dot = 4
		case n == 0 && c == 'V', codeword.IsDigit(c):
		case c == '.' && n == dot && i == dot && len(t) > dot+1:
			continue
		default:
			return fail(i, "want digits, a V or E only first, a dot only after the category")
		}
		if n == 5 {
			return fail(i, "more than 5 characters")
		}
		w = w.With(n, c)
		n++
	}
	if n < dot {
		return fail(len(t), "shorter than a category")
	}
	return w, nil
}
