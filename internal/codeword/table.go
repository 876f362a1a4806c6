package codeword

import "math/bits"

// A Table finds the number that goes with a word, among many words: as a rule with
// one look into memory, where a map takes two and a search a dozen. It is filled
// and then only asked. The zero Table has no words.
type Table struct {
	slots []slot // a power of two of them, a fifth of them free at least
	shift int    // of the product whose first bits say where a word's search begins
	n     int
}

// A slot has a word and its number and 1, or 0 where it is free.
type slot struct {
	word Word
	at   int32
}

// NewTable returns a table with room for n words.
func NewTable(n int) *Table {
	size := 8
	for size*4/5 < n {
		size *= 2
	}
	return &Table{slots: make([]slot, size), shift: 64 - bits.TrailingZeros(uint(size))}
}

// Add enters a word with its number, 0 or more, unless it is there.
func (t *Table) Add(w Word, at int32) {
	if s := t.place(w); s.at == 0 {
		*s = slot{w, at + 1}
		t.n++
	}
}

// Len returns how many words there are.
func (t *Table) Len() int { return t.n }

// Find returns the number of a word.
func (t *Table) Find(w Word) (at int32, ok bool) {
	if len(t.slots) == 0 {
		return 0, false
	}
	s := t.place(w)
	return max(s.at-1, 0), s.at != 0
}

// place returns the slot of a word, or the free one where it would be.
func (t *Table) place(w Word) *slot {
	const golden = 0x9e3779b97f4a7c15 // 2^64 by the golden ratio: neighbours are strewn
	i := int(uint64(w) * golden >> t.shift)
	for t.slots[i].at != 0 && t.slots[i].word != w {
		i = (i + 1) & (len(t.slots) - 1)
	}
	return &t.slots[i]
}
