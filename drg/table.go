package drg

import (
	"fmt"

	"github.com/medcode/medcode/drg/internal/logic"
)

// ErrFormat is what [Decode] returns, wrapped, for data that is not the binary
// form of a grouper, or damaged.
var ErrFormat = logic.ErrFormat

// MarshalBinary returns the compiled form of g, which [Decode] reads much
// faster than [Compile] makes it of a manual. The same logic always gives the
// same bytes.
func (g *Grouper) MarshalBinary() ([]byte, error) {
	if g.l == nil {
		return nil, fmt.Errorf("the zero Grouper has no logic: %w", ErrFormat)
	}
	return logic.Encode(g.l)
}

// Decode returns the grouper that data is the binary form of. The error wraps
// [ErrFormat].
func Decode(data []byte) (*Grouper, error) {
	l, err := logic.Decode(data)
	if err != nil {
		return nil, err
	}
	return newGrouper(l)
}
