using System.Globalization;
using System.Text;
using System.Text.Json;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>A reviewer changes texts that the view shows, and nothing else.</summary>
internal static class EditCheck
{
    private const int MostEdits = 50, LongestPointer = 300;

    /// <summary>All of it goes to the gateway in one message of at most 64 KB.</summary>
    private const int MostBytes = 48 * 1024;

    /// <summary>What the view shows as messages stands elsewhere in these bodies: as a prompt, and below each request of a batch.</summary>
    private static readonly string[] ShownElsewhere = ["/complete", "/batches"];

    public static void Shape(FieldErrors errors, EditApproval edit)
    {
        if (edit.Edits.Count is 0 or > MostEdits)
            errors.Add("edits", $"One to {MostEdits} texts are changed at once.");
        foreach (var one in edit.Edits)
            if (one.Pointer.Length > LongestPointer || !(one.Pointer == "/system" || one.Pointer.StartsWith("/system/", StringComparison.Ordinal) || one.Pointer.StartsWith("/messages/", StringComparison.Ordinal)))
                errors.Add("edits", "A pointer begins with /messages/ or /system.");
        if (edit.Edits.Sum(one => Encoding.UTF8.GetByteCount(one.Pointer) + Encoding.UTF8.GetByteCount(one.Text)) > MostBytes)
            errors.Add("edits", "At most 48 KB of text can be changed at once.");
        if (edit.Edits.Select(one => one.Pointer).Distinct(StringComparer.Ordinal).Count() != edit.Edits.Count)
            errors.Add("edits", "Each text can be changed once.");
    }

    /// <summary>Whether each pointer names a text of the view, and the gateway would find it where the view shows it.</summary>
    public static bool CanChange(byte[] view, EditApproval edit)
    {
        using var json = JsonDocument.Parse(view, new JsonDocumentOptions { MaxDepth = HoldView.MaxDepth });
        if (Find(json.RootElement, "/path") is { ValueKind: JsonValueKind.String } path && Array.Exists(ShownElsewhere, end => path.GetString()!.EndsWith(end, StringComparison.Ordinal)))
            return false;
        return edit.Edits.All(one => Find(json.RootElement, one.Pointer)?.ValueKind == JsonValueKind.String);
    }

    private static JsonElement? Find(JsonElement root, string pointer)
    {
        JsonElement? at = root;
        foreach (var part in pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            at = at switch
            {
                { ValueKind: JsonValueKind.Object } found when found.TryGetProperty(part, out var value) => value,
                { ValueKind: JsonValueKind.Array } found when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < found.GetArrayLength() => found[index],
                _ => null,
            };
        return at;
    }
}
