// Package codeword packs short codes into one machine word, for the code
// types of the public packages: comparable, ordered, hashed in an instruction.
package codeword

import "math/bits"

// A Word is up to eight ASCII bytes, the first in the highest byte, so that
// words order as their texts do. The zero Word is empty.
type Word uint64

// Pack packs s, which must have at most eight bytes, none of them zero.
func Pack(s string) Word {
	var w Word
	for i := range len(s) {
		w |= Word(s[i]) << (56 - 8*i)
	}
	return w
}

// Len returns the number of bytes in w.
func (w Word) Len() int { return 8 - bits.TrailingZeros64(uint64(w))/8 }

// At returns byte i of w; 0 behind its end.
func (w Word) At(i int) byte { return byte(w >> (56 - 8*i)) }

// With returns w with byte i set to c.
func (w Word) With(i int, c byte) Word {
	s := 56 - 8*i
	return w&^(0xff<<s) | Word(c)<<s
}

// First returns the first n bytes of w, 0 to 8.
func (w Word) First(n int) Word { return w &^ (1<<(64-8*n) - 1) }

// HasPrefix reports whether the bytes of p begin w.
func (w Word) HasPrefix(p Word) bool { return w.First(p.Len()) == p }

// Append appends the bytes of w to b.
func (w Word) Append(b []byte) []byte {
	for ; w != 0; w <<= 8 {
		b = append(b, byte(w>>56))
	}
	return b
}

// String returns the bytes of w.
func (w Word) String() string {
	var a [8]byte
	return string(w.Append(a[:0]))
}

// Trim returns s without the blanks around it, and how many were before it.
func Trim[T string | []byte](s T) (T, int) {
	i := 0
	for i < len(s) && blank(s[i]) {
		i++
	}
	j := len(s)
	for j > i && blank(s[j-1]) {
		j--
	}
	return s[i:j], i
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// Upper returns the capital of an ASCII letter, other bytes as they are.
func Upper(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// IsDigit reports whether c is 0 to 9.
func IsDigit(c byte) bool { return '0' <= c && c <= '9' }

// IsUpper reports whether c is A to Z.
func IsUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
