package compile

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/internal/codeword"
)

// The order in which families and clusters are tried.

// order places the families of the chapters: surgical ones by the surgical
// hierarchy, the others as they stand.
func (c *compiler) order() {
	c.orderClusters()
	for _, f := range c.fams {
		f.Surgical = c.rank(f) >= 0
		f.Clusters = c.familyClusters(f)
		ch := &c.l.Chapters[f.chapter]
		if ch.MDC == 0 {
			continue
		}
		for _, id := range f.Clusters {
			c.l.Clusters[id].MDCs |= 1 << ch.MDC
		}
	}
	sorted := slices.Clone(c.fams)
	slices.SortStableFunc(sorted, func(a, b *familySource) int { return cmp.Compare(c.rank(a), c.rank(b)) })
	for _, f := range c.fams {
		if len(f.before) > 0 {
			sorted = slices.DeleteFunc(sorted, func(g *familySource) bool { return g == f })
			first := slices.IndexFunc(sorted, func(g *familySource) bool { return slices.Contains(f.before, g) })
			sorted = slices.Insert(sorted, max(first, 0), f)
		}
	}
	for _, f := range sorted {
		ch := &c.l.Chapters[f.chapter]
		switch {
		case f.hoisted:
			c.l.Hoisted = append(c.l.Hoisted, *f.Family)
		case f.Surgical || len(f.before) > 0:
			ch.Surgical = append(ch.Surgical, *f.Family)
		default:
			ch.Medical = append(ch.Medical, *f.Family)
		}
	}
}

// orderClusters puts the clusters in the order of Appendix E part 2, which is
// that in which the reference marks them; those that it lacks stand last.
func (c *compiler) orderClusters() {
	rank := map[string]int{}
	for i, e := range c.m.Clusters {
		var words []uint64
		for _, choice := range e.Choices {
			for _, it := range choice {
				words = append(words, uint64(codeword.Pack(it.Code)))
			}
		}
		slices.Sort(words)
		if key := fmt.Sprint(words); rank[key] == 0 {
			rank[key] = i + 1
		}
	}
	from := make([]uint16, len(c.l.Clusters))
	for i := range from {
		from[i] = uint16(i)
	}
	place := func(i uint16) int {
		if n := rank[fmt.Sprint(c.l.Clusters[i].Codes)]; n > 0 {
			return n
		}
		return len(c.m.Clusters) + 1
	}
	slices.SortStableFunc(from, func(a, b uint16) int { return cmp.Compare(place(a), place(b)) })
	sorted, to := make([]logic.Cluster, len(from)), make([]uint16, len(from))
	for i, k := range from {
		sorted[i], to[k] = c.l.Clusters[k], uint16(i)
	}
	c.l.Clusters = sorted
	for i := range c.l.Lists {
		l := &c.l.Lists[i]
		l.Clusters = slices.Clone(l.Clusters)
		for k, id := range l.Clusters {
			l.Clusters[k] = to[id]
		}
		slices.Sort(l.Clusters)
	}
}

// rank returns the place of f in Appendix D, the first entry that has one of
// its DRGs; -1 where none has.
func (c *compiler) rank(f *familySource) int {
	for i, class := range c.m.Hierarchy {
		if class.MDC != c.l.Chapters[f.chapter].MDC {
			continue
		}
		for _, r := range f.src.Rows {
			if class.DRGs.Contains(r.DRG) {
				return i
			}
		}
	}
	return -1
}
