using System.Globalization;
using System.Text.Json;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What is other in one view than in another: part by part, and line by line in each. Both are masked, so what was masked the same stays equal.</summary>
internal static class ViewDiff
{
    private const int MostParts = 200, MostLines = 400, LongestLine = 2000, Around = 2, MostCells = 4_000_000;

    /// <summary>Parts that differ, in the order of the newer view, and how many more turns do that are left out: the oldest. Nothing where either is no JSON object.</summary>
    public static (IReadOnlyList<ViewChange> Changes, int LeftOut) Between(byte[] before, byte[] after)
    {
        var (old, now) = (Parts(before), Parts(after));
        if (old is null || now is null)
            return ([], 0);
        var changes = new List<ViewChange>();
        foreach (var (name, text) in now.Facts)
            Compare(changes, name, old.Facts.GetValueOrDefault(name, ""), text);
        var facts = changes.Count;
        // Turns that both have at the beginning, then those that one has: a conversation goes on at its end.
        var same = 0;
        while (same < old.Turns.Count && same < now.Turns.Count && old.Turns[same] == now.Turns[same])
            same++;
        var kept = Common([.. old.Turns.Skip(same)], [.. now.Turns.Skip(same)]);
        var (was, turned) = (same, same);
        foreach (var (left, right) in kept.Append((old.Turns.Count - same, now.Turns.Count - same)))
        {
            for (; was < left + same && turned < right + same && old.Turns[was].Role == now.Turns[turned].Role; was++, turned++)
                Compare(changes, Turn(turned, now.Turns[turned].Role), old.Turns[was].Text, now.Turns[turned].Text);
            for (; was < left + same; was++)
                Compare(changes, Turn(was, old.Turns[was].Role), old.Turns[was].Text, "");
            for (; turned < right + same; turned++)
                Compare(changes, Turn(turned, now.Turns[turned].Role), "", now.Turns[turned].Text);
            (was, turned) = (was + 1, turned + 1);
        }

        var leftOut = Math.Max(0, changes.Count - MostParts);
        changes.RemoveRange(facts, leftOut);
        return (changes, leftOut);
    }

    private static string Turn(int index, string role) => string.Create(CultureInfo.InvariantCulture, $"Turn {index + 1} ({role})");

    private static void Compare(List<ViewChange> changes, string part, string before, string after)
    {
        if (before != after)
            changes.Add(new(part, before.Length == 0 ? "added" : after.Length == 0 ? "removed" : "changed", Lines(Split(before), Split(after))));
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.Split('\n');

    private static List<ViewChange.Line> Lines(string[] before, string[] after)
    {
        var lines = new List<ViewChange.Line>();
        var (was, now) = (0, 0);
        foreach (var (left, right) in Common(before, after).Append((before.Length, after.Length)))
        {
            for (; was < left; was++)
                lines.Add(Line("removed", before[was]));
            for (; now < right; now++)
                lines.Add(Line("added", after[now]));
            if (was < before.Length && now < after.Length)
                lines.Add(Line("same", after[now]));
            (was, now) = (was + 1, now + 1);
        }

        return Folded(lines);
    }

    private static ViewChange.Line Line(string kind, string text) => new(kind, text.Length <= LongestLine ? text : string.Concat(text.AsSpan(0, LongestLine), "…"));

    /// <summary>Leaves out what is the same and far from any change, and what does not fit; of the latter it says how much of it changed.</summary>
    private static List<ViewChange.Line> Folded(List<ViewChange.Line> lines)
    {
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
            if (lines[i].Kind != "same")
                for (var j = Math.Max(0, i - Around); j <= Math.Min(lines.Count - 1, i + Around); j++)
                    near[j] = true;
        var folded = new List<ViewChange.Line>();
        for (var i = 0; i < lines.Count;)
        {
            var from = i;
            var full = folded.Count >= MostLines;
            while (i < lines.Count && (full || !near[i]))
                i++;
            if (i > from)
                folded.Add(LeftOut(i - from, lines.Skip(from).Take(i - from).Count(line => line.Kind != "same")));
            else
                folded.Add(lines[i++]);
        }

        return folded;
    }

    private static ViewChange.Line LeftOut(int count, int changed) => changed == 0
        ? new("skipped", count.ToString(CultureInfo.InvariantCulture))
        : new("left_out", string.Create(CultureInfo.InvariantCulture, $"{count} lines not shown, {changed} of them changed"));

    /// <summary>The longest common subsequence, as pairs of places; where that would be too much work, what is the same at the beginning and at the end.</summary>
    private static List<(int Left, int Right)> Common<T>(T[] left, T[] right)
        where T : notnull
    {
        var pairs = new List<(int, int)>();
        var start = 0;
        while (start < left.Length && start < right.Length && left[start].Equals(right[start]))
            pairs.Add((start, start++));
        var end = 0;
        while (end < left.Length - start && end < right.Length - start && left[^(end + 1)].Equals(right[^(end + 1)]))
            end++;
        var (rows, columns) = (left.Length - start - end, right.Length - start - end);
        if ((long)rows * columns <= MostCells)
            Between(left, right, start, rows, columns, pairs);
        for (var i = end; i > 0; i--)
            pairs.Add((left.Length - i, right.Length - i));
        return pairs;
    }

    private static void Between<T>(T[] left, T[] right, int start, int rows, int columns, List<(int Left, int Right)> pairs)
        where T : notnull
    {
        var lengths = new int[rows + 1, columns + 1];
        for (var i = rows - 1; i >= 0; i--)
            for (var j = columns - 1; j >= 0; j--)
                lengths[i, j] = left[start + i].Equals(right[start + j]) ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        for (var (i, j) = (0, 0); i < rows && j < columns;)
        {
            if (left[start + i].Equals(right[start + j]))
                pairs.Add((start + i++, start + j++));
            else if (lengths[i + 1, j] >= lengths[i, j + 1])
                i++;
            else
                j++;
        }
    }

    private static Shown? Parts(byte[] view)
    {
        using var json = JsonDocument.Parse(view, new JsonDocumentOptions { MaxDepth = HoldView.MaxDepth });
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        var facts = new Dictionary<string, string>
        {
            ["Request"] = $"{Text(root, "method")} {Text(root, "path")}{Text(root, "query")}".Trim(),
            ["Destination"] = root.TryGetProperty("connection", out var connection) ? $"{Text(connection, "name")} {Text(connection, "baseUrl")}".Trim() : "",
            ["Model"] = Text(root, "model"),
            ["Tools"] = string.Join('\n', Items(root, "tools").Select(tool => tool.ToString()).Order(StringComparer.Ordinal)),
            ["Also sent"] = string.Join('\n', Items(root, "parameters").Select(Parameter)),
            ["Reach"] = string.Join('\n', Items(root, "reach").Select(part => $"{Text(part, "kind")}: {Text(part, "text")}").Order(StringComparer.Ordinal)),
            ["Found"] = string.Join('\n', Items(root, "findings").Select(finding => $"{Text(finding, "type")} {Text(finding, "label")}".Trim()).Distinct().Order(StringComparer.Ordinal)),
            ["System prompt"] = root.TryGetProperty("system", out var system) ? Content(system) : "",
            ["Tool call"] = root.TryGetProperty("toolUse", out var call) && call.ValueKind == JsonValueKind.Object ? $"{Text(call, "name")}\n{(call.TryGetProperty("input", out var input) ? Content(input) : "")}" : "",
        };
        return new(facts, [.. Items(root, "messages").Where(message => message.ValueKind == JsonValueKind.Object)
            .Select(message => (Text(message, "role"), message.TryGetProperty("content", out var content) ? Content(content) : ""))]);
    }

    private static string Parameter(JsonElement part) =>
        $"{Text(part, "request")} {Text(part, "name")} = {(part.TryGetProperty("value", out var value) ? Content(value) : "")}".Trim();

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Texts as they are, other blocks as JSON, one after the other.</summary>
    private static string Content(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(block => Text(block, "text") is { Length: > 0 } text ? text : Raw(block))),
        _ => Raw(content),
    };

    private static string Raw(JsonElement block) => JsonSerializer.Serialize(block, Readable);

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, MaxDepth = HoldView.MaxDepth, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record Shown(Dictionary<string, string> Facts, List<(string Role, string Text)> Turns);
}
