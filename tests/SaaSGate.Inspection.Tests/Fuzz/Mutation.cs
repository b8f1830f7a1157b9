using System.Text;
using System.Text.Json;

namespace SaaSGate.Inspection.Tests.Fuzz;

/// <summary>Recorded bytes with a value planted in their text and damage anywhere.</summary>
internal static class Mutation
{
    /// <summary>What is planted: nothing else looks like it, and blanks keep it apart from what stands around it.</summary>
    public const string Value = "fuzz.7f3a@planted.example.com";

    private static readonly byte[] Damage = "\"\\{}[]:,\n\r \0u0dé"u8.ToArray();

    private static readonly string[] TextMembers = ["text", "thinking", "partial_json", "content", "cited_text", "title", "query", "stdout", "message", "data"];

    /// <summary>Writes the value into some strings of members that hold text.</summary>
    public static byte[] Plant(byte[] recorded, Random random)
    {
        var text = Encoding.UTF8.GetString(recorded);
        for (var planted = 0; planted < 3; planted++)
        {
            var member = $"\"{TextMembers[random.Next(TextMembers.Length)]}\":";
            var places = Places(text, member);
            if (places.Count > 0)
                text = text.Insert(places[random.Next(places.Count)], Spelled(random));
        }
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Changes, removes, repeats and exchanges bytes and lines.</summary>
    public static byte[] Break(byte[] bytes, Random random)
    {
        var list = new List<byte>(bytes);
        for (var times = random.Next(4); times > 0 && list.Count > 0; times--)
        {
            var (at, length) = (random.Next(list.Count), random.Next(1, 40));
            switch (random.Next(6))
            {
                case 0:
                    list[at] = (byte)random.Next(256);
                    break;
                case 1:
                    list[at] = Damage[random.Next(Damage.Length)];
                    break;
                case 2:
                    list.RemoveRange(at, Math.Min(length, list.Count - at));
                    break;
                case 3:
                    list.InsertRange(at, list.Skip(random.Next(list.Count)).Take(length).ToArray());
                    break;
                case 4:
                    list.RemoveRange(at, list.Count - at);
                    break;
                default:
                    list.Insert(at, Damage[random.Next(Damage.Length)]);
                    break;
            }
        }
        return [.. list];
    }

    /// <summary>Whether the value stands where it may: in ids, signatures and the like, which are never changed.</summary>
    public static bool IsLeft(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Inspector.MaxJsonDepth });
            var name = "";
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.PropertyName)
                    name = reader.ValueIsEscaped ? "" : Encoding.UTF8.GetString(reader.ValueSpan);
                else if (reader.TokenType == JsonTokenType.String && Encoding.UTF8.GetString(reader.ValueSpan).Contains(Value, StringComparison.Ordinal)
                    && name is not ("id" or "type" or "tool_use_id" or "signature" or "model" or "role" or "request_id" or "file_id" or "data" or "media_type" or "stop_reason" or "service_tier" or "custom_id")
                    && !name.StartsWith("encrypted_", StringComparison.Ordinal))
                    return false;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Offsets behind the opening quotes of a member's strings.</summary>
    private static List<int> Places(string text, string member)
    {
        var places = new List<int>();
        for (var at = 0; (at = text.IndexOf(member, at, StringComparison.Ordinal)) >= 0;)
        {
            at += member.Length;
            while (at < text.Length && text[at] == ' ')
                at++;
            if (at < text.Length && text[at] == '"')
                places.Add(at + 1);
        }
        return places;
    }

    private static string Spelled(Random random) => random.Next(3) switch
    {
        0 => $" {Value} ",
        1 => $" {Value.Replace("@", "\\u0040", StringComparison.Ordinal)} ",
        _ => $"\\n{Value}\\n",
    };
}
