package ipps

// A Change is a DRG that two fiscal years have differently. One that only the
// newer year has is zero in Old, one that it dropped is zero in New.
type Change struct {
	Old, New Weights
}

// Diff returns the DRGs whose weights, lengths of stay, flags, type, MDC or
// title differ between two releases, in numeric order.
func Diff(old, new *Release) []Change {
	var out []Change
	for n := range old.place {
		var c Change
		if i := old.place[n]; i > 0 {
			c.Old = old.weights[i-1]
		}
		if i := new.place[n]; i > 0 {
			c.New = new.weights[i-1]
		}
		if c.Old != c.New {
			out = append(out, c)
		}
	}
	return out
}
