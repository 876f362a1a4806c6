package mce

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/medcode/medcode"
)

// A key is a code packed into the upper 42 bits of a word, six bits a
// character from the top, so that keys order as codes do. The lower 22 bits are
// free for the place of the code's rows.
type key uint64

const (
	keyChars = 7
	keyShift = 64 - 6*keyChars
	placeMax = 1<<keyShift - 1
)

// sixBits numbers the characters of codes; 0 is none of them.
var sixBits = [256]uint8{
	'0': 1, '1': 2, '2': 3, '3': 4, '4': 5, '5': 6, '6': 7, '7': 8, '8': 9, '9': 10,
	'A': 11, 'B': 12, 'C': 13, 'D': 14, 'E': 15, 'F': 16, 'G': 17, 'H': 18, 'I': 19,
	'J': 20, 'K': 21, 'L': 22, 'M': 23, 'N': 24, 'O': 25, 'P': 26, 'Q': 27, 'R': 28,
	'S': 29, 'T': 30, 'U': 31, 'V': 32, 'W': 33, 'X': 34, 'Y': 35, 'Z': 36,
	'a': 11, 'b': 12, 'c': 13, 'd': 14, 'e': 15, 'f': 16, 'g': 17, 'h': 18, 'i': 19,
	'j': 20, 'k': 21, 'l': 22, 'm': 23, 'n': 24, 'o': 25, 'p': 26, 'q': 27, 'r': 28,
	's': 29, 't': 30, 'u': 31, 'v': 32, 'w': 33, 'x': 34, 'y': 35, 'z': 36,
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// keyOf packs a code; it returns 0 for a text that can be none: empty, over
// seven characters, or with others than letters and digits.
func keyOf(code string) key {
	if len(code) > keyChars {
		return 0
	}
	var k key
	for i := range len(code) {
		six := sixBits[code[i]]
		if six == 0 {
			return 0
		}
		k |= key(six) << (58 - 6*i)
	}
	return k
}

// isValid reports whether k, without a place, is what keyOf makes of some code.
func (k key) isValid() bool {
	ended := false
	for i := range keyChars {
		six := k >> (58 - 6*i) & 63
		if int(six) > len(alphabet) || six != 0 && ended {
			return false
		}
		ended = ended || six == 0
	}
	return k != 0
}

// String returns the code.
func (k key) String() string {
	var b [keyChars]byte
	n := 0
	for ; n < keyChars; n++ {
		six := k >> (58 - 6*n) & 63
		if six == 0 {
			break
		}
		b[n] = alphabet[six-1]
	}
	return string(b[:n])
}

// A span is one row of a code: the days it holds and its flags, known among
// them. The last row of a code has the mark lastRow.
type span struct {
	from, to medcode.Date // to is never zero
	flags    Flags
}

const lastRow = known << 1

// forever stands for an open end.
var forever = medcode.NewDate(9999, 12, 31)

// A table is all codes of one kind. Codes with the same history share rows.
type table struct {
	keys  []key  // ascending, each with the index of its first row in spans
	spans []span // runs, each ended by lastRow
	slots []key  // open-addressed hash table of keys
	shift uint   // 64 - log2(len(slots))
}

// newTable returns the table of the given keys and rows.
func newTable(keys []key, spans []span) table {
	t := table{keys: keys, spans: spans}
	bits := uint(1)
	for 1<<bits*5 < len(keys)*8 {
		bits++
	}
	t.slots, t.shift = make([]key, 1<<bits), 64-bits
	for _, k := range keys {
		i := t.slot(k &^ placeMax)
		for t.slots[i] != 0 {
			i = (i + 1) & (len(t.slots) - 1)
		}
		t.slots[i] = k
	}
	return t
}

func (t *table) slot(k key) int {
	return int(uint64(k>>keyShift) * 0x9e3779b97f4a7c15 >> t.shift)
}

// rows returns the rows of a code, nil when there are none.
func (t *table) rows(k key) []span {
	if i := t.first(k); i >= 0 {
		return t.run(i)
	}
	return nil
}

// first returns the index of the first row of a code, or -1.
func (t *table) first(k key) int {
	if k == 0 {
		return -1
	}
	for i := t.slot(k); ; i = (i + 1) & (len(t.slots) - 1) {
		switch s := t.slots[i]; {
		case s == 0:
			return -1
		case s&^placeMax == k:
			return int(s & placeMax)
		}
	}
}

func (t *table) run(i int) []span {
	j := i
	for t.spans[j].flags&lastRow == 0 {
		j++
	}
	return t.spans[i : j+1]
}

// at returns the flags of a code on a day, known among them; 0 when it has no row.
func (t *table) at(k key, on medcode.Date) Flags {
	i := t.first(k)
	if i < 0 {
		return 0
	}
	for ; ; i++ {
		s := &t.spans[i]
		if !on.Before(s.from) && !on.After(s.to) {
			return s.flags &^ lastRow
		}
		if s.flags&lastRow != 0 {
			return 0
		}
	}
}

// A history is the rows of one code.
type history struct {
	key  key
	rows []span
}

// compile makes a table of the histories, in any order, each with at least one
// row: equal runs of rows are stored once. It fails where there are more rows
// than a key can point to.
func compile(codes []history) (table, error) {
	slices.SortFunc(codes, func(a, b history) int { return cmp.Compare(a.key, b.key) })
	places := map[string]int{}
	keys := make([]key, 0, len(codes))
	var spans []span
	var id []byte
	for _, h := range codes {
		id = id[:0]
		for _, s := range h.rows {
			id = appendSpan(id, s)
		}
		at, ok := places[string(id)]
		if !ok {
			at = len(spans)
			places[string(id)] = at
			spans = append(spans, h.rows...)
			spans[len(spans)-1].flags |= lastRow
		}
		if at > placeMax {
			return table{}, &medcode.LimitError{Reason: fmt.Sprintf("over %d different rows", placeMax)}
		}
		keys = append(keys, h.key|key(at))
	}
	return newTable(keys, spans), nil
}
