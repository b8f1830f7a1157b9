using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>Reads what a request names beside its messages, and tells it to the rules: tools, servers, skills of the container.</summary>
internal static class RequestThings
{
    private const int LongestName = 512;

    /// <summary>Reads <c>tools</c>; the reader stands on its value.</summary>
    public static void ReadTools(ref Utf8JsonReader reader, RuleEvaluation rules)
    {
        Span<char> name = stackalloc char[LongestName], type = stackalloc char[LongestName];
        for (var each = Begin(ref reader); each && NextObject(ref reader);)
        {
            var (nameLength, typeLength) = (0, 0);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                if (reader.IsText("name"u8))
                    nameLength = ReadText(ref reader, name);
                else if (reader.IsText("type"u8))
                    typeLength = ReadText(ref reader, type);
                else
                    reader.Skip();
            // A tool of the skill's own may say that it is custom: that is no type by which anybody knows it.
            var known = type[..typeLength] is "custom" ? default : type[..typeLength];
            rules.AddTool(name[..nameLength], known);
        }
    }

    /// <summary>Reads <c>mcp_servers</c>; the reader stands on its value.</summary>
    public static void ReadMcpServers(ref Utf8JsonReader reader, RuleEvaluation rules)
    {
        Span<char> name = stackalloc char[LongestName], url = stackalloc char[LongestName];
        for (var each = Begin(ref reader); each && NextObject(ref reader);)
        {
            var (nameLength, urlLength) = (0, 0);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                if (reader.IsText("name"u8))
                    nameLength = ReadText(ref reader, name);
                else if (reader.IsText("url"u8))
                    urlLength = ReadText(ref reader, url);
                else
                    reader.Skip();
            rules.AddMcpServer(name[..nameLength], url[..urlLength]);
        }
    }

    /// <summary>Reads <c>container</c>; the reader stands on its value.</summary>
    public static void ReadContainer(ref Utf8JsonReader reader, RuleEvaluation rules)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        Span<char> id = stackalloc char[LongestName];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSkills = reader.IsText("skills"u8);
            reader.Read();
            if (!isSkills)
            {
                reader.Skip();
                continue;
            }
            for (var each = Begin(ref reader); each && NextObject(ref reader);)
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    if (reader.IsText("skill_id"u8))
                        rules.AddContainerSkill(id[..ReadText(ref reader, id)]);
                    else
                        reader.Skip();
        }
    }

    /// <summary>Whether there is an array to go through; what is none is skipped.</summary>
    private static bool Begin(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>Goes to the next element that is an object; false behind the last one.</summary>
    private static bool NextObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return true;
            reader.Skip();
        }
        return false;
    }

    /// <summary>Reads the value of a member, cut where it is longer than any name that rules know; 0 where it is no string.</summary>
    internal static int ReadText(ref Utf8JsonReader reader, scoped Span<char> text)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return 0;
        }
        var raw = reader.ValueSpan;
        return JsonText.Decode(raw[..JsonText.WholeUnits(raw, text.Length)], text);
    }
}
