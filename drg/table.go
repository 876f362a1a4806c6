package drg

// MarshalBinary returns the compiled form of g, which [Decode] reads much
// faster than [Compile] makes it of a manual. The same logic always gives the
// same bytes.
func (g *Grouper) MarshalBinary() ([]byte, error) { return encode(g.logic) }

// Decode returns the grouper that data is the binary form of. The error wraps
// [ErrFormat].
func Decode(data []byte) (*Grouper, error) {
	l, err := decode(data)
	if err != nil {
		return nil, err
	}
	return newGrouper(l), nil
}
