package columns

import (
	"fmt"
	"strings"
)

// A Census counts codes of diagnoses by what they look like, to tell a file of
// another system, or one that a spreadsheet has changed.
type Census struct {
	All  int
	like [looks]int
}

const (
	likeICD10 = iota
	likeICD9
	likeNumber
	likeSNOMED
	likeNothing
	looks
)

// Add counts a code.
func (c *Census) Add(code string) {
	c.All++
	c.like[lookOf(code)]++
}

func lookOf(code string) int {
	code = strings.ToUpper(strings.TrimSpace(code))
	whole, decimals, dotted := strings.Cut(code, ".")
	plain := whole + decimals
	switch {
	case plain == "":
		return likeNothing
	case strings.Contains(code, "E+"), strings.Contains(code, "E-"), strings.HasPrefix(code, "#"):
		return likeNumber
	case isDigits(plain):
		switch n := len(plain); {
		case n < 3, dotted && (len(whole) < 3 || len(decimals) > 2 || decimals == ""), dotted && len(whole) > 3:
			return likeNumber // 8, 80, 25.0: the zero in front, or behind, is lost
		case n <= 5:
			return likeICD9
		case n <= 18:
			return likeSNOMED
		}
		return likeNumber
	case plain[0] == 'E' && len(plain) >= 4 && len(plain) <= 5 && isDigits(plain[1:]) && plain[1] >= '8':
		return likeICD9
	case 'A' <= plain[0] && plain[0] <= 'Z' && len(plain) >= 3 && len(plain) <= 7 && '0' <= plain[1] && plain[1] <= '9':
		return likeICD10
	}
	return likeNothing
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Told says what most of the codes look like where they are to be of ICD-10-CM
// and are not; "" where they are, or where there is none.
func (c *Census) Told() string {
	if c.All == 0 {
		return ""
	}
	odd := c.like[likeICD9] + c.like[likeNumber] + c.like[likeSNOMED]
	share := fmt.Sprintf("%d of %d diagnoses", odd, c.All)
	switch {
	case c.like[likeNumber] > 0 && odd*2 > c.All, c.like[likeNumber]*10 > c.All:
		return share + " look like numbers: a spreadsheet has turned codes into numbers; import the column as text"
	case odd*2 <= c.All:
		return ""
	case c.like[likeSNOMED] > c.like[likeICD9]:
		return share + " look like SNOMED CT, and codes of ICD-10-CM are wanted"
	}
	return share + " look like ICD-9-CM, and codes of ICD-10-CM are wanted"
}

// Known counts a code that was recognised.
func (c *Census) Known() {
	c.All++
	c.like[likeICD10]++
}

// Sum adds what another has counted.
func (c *Census) Sum(o Census) {
	c.All += o.All
	for i := range c.like {
		c.like[i] += o.like[i]
	}
}
