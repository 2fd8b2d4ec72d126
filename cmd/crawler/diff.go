package main

import "bytes"

// maxDiff bounds the table of a diff, paragraphs of one text times those of the other.
const maxDiff = 4 << 20

// lineDiff shows how one text becomes another, a paragraph a line: '-' what goes, '+' what comes, ' ' what stays beside a
// change; the rest is left out.
func lineDiff(before, after []string) []byte {
	lines := diffLines(before, after)
	var b bytes.Buffer
	for i, l := range lines {
		near := l.mark != ' ' || i > 0 && lines[i-1].mark != ' ' || i+1 < len(lines) && lines[i+1].mark != ' '
		if near {
			b.WriteByte(l.mark)
			b.WriteByte(' ')
			b.WriteString(l.text)
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

type diffLine struct {
	mark byte
	text string
}

// diffLines is a longest common subsequence with what lies between; texts that are too long for that are shown whole.
func diffLines(before, after []string) (lines []diffLine) {
	n, m := len(before), len(after)
	emit := func(mark byte, text string) { lines = append(lines, diffLine{mark, text}) }
	i, j := 0, 0
	if (n+1)*(m+1) <= maxDiff {
		width := m + 1
		longest := make([]int32, (n+1)*width) // of before[i:] and after[j:]
		for i := n - 1; i >= 0; i-- {
			for j := m - 1; j >= 0; j-- {
				if before[i] == after[j] {
					longest[i*width+j] = longest[(i+1)*width+j+1] + 1
				} else {
					longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
				}
			}
		}
		for i < n && j < m {
			switch {
			case before[i] == after[j]:
				emit(' ', before[i])
				i, j = i+1, j+1
			case longest[(i+1)*width+j] >= longest[i*width+j+1]:
				emit('-', before[i])
				i++
			default:
				emit('+', after[j])
				j++
			}
		}
	}
	for ; i < n; i++ {
		emit('-', before[i])
	}
	for ; j < m; j++ {
		emit('+', after[j])
	}
	return lines
}
