using System.Text.Json;
using System.Text.RegularExpressions;
using SaaSGate.Simulator.Messages;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Content;

/// <summary>Calls a tool that the request offers, with an input made from its schema.</summary>
internal static partial class ToolInput
{
    /// <summary>The tool that the prompt asks for: the chosen one, any when one must be called, or one whose name shares a word with the prompt.</summary>
    public static OfferedTool? Wanted(MessageRequest request, string prompt) => request.ToolChoice switch
    {
        "none" => null,
        "tool" => request.Tools.FirstOrDefault(tool => tool.Name == request.ToolChosen),
        _ => request.Tools.FirstOrDefault(tool => tool.Name.Split('_', '-').Any(word => word.Length > 3 && prompt.Contains(word, StringComparison.OrdinalIgnoreCase)))
            ?? (request.ToolChoice == "any" && request.Tools is [var first, ..] ? first : null),
    };

    /// <summary>An input that has each property of the schema.</summary>
    public static string For(OfferedTool tool, string prompt)
    {
        var json = new WireWriter();
        Write(json, "", tool.Schema, prompt, depth: 0);
        return System.Text.Encoding.UTF8.GetString(json.Written.Span);
    }

    private static void Write(WireWriter json, string name, JsonElement schema, string prompt, int depth)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out var choices) && choices.GetArrayLength() > 0)
        {
            json.Raw(choices[0].GetRawText());
            return;
        }

        var type = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String
            ? given.GetString()
            : "string";
        switch (type)
        {
            case "object":
                WriteObject(json, schema, prompt, depth);
                break;
            case "array":
                json.Raw("["u8);
                if (depth < 8 && schema.TryGetProperty("items", out var items))
                    Write(json, name, items, prompt, depth + 1);
                json.Raw("]"u8);
                break;
            case "integer" or "number":
                json.Raw("42"u8);
                break;
            case "boolean":
                json.Raw("true"u8);
                break;
            case "null":
                json.Raw("null"u8);
                break;
            default:
                json.Text(Word(name, prompt));
                break;
        }
    }

    private static void WriteObject(WireWriter json, JsonElement schema, string prompt, int depth)
    {
        json.Raw("{"u8);
        if (depth < 8 && schema.TryGetProperty("properties", out var properties))
        {
            var first = true;
            foreach (var property in properties.EnumerateObject())
            {
                json.Raw(first ? ""u8 : ", "u8).Text(property.Name).Raw(": "u8);
                Write(json, property.Name, property.Value, prompt, depth + 1);
                first = false;
            }
        }

        json.Raw("}"u8);
    }

    private static string Word(string name, string prompt) => name is "location" or "city" or "place" && Place().Match(prompt) is { Success: true } place
        ? place.Groups[1].Value
        : $"example {name}".TrimEnd();

    [GeneratedRegex(@"\b(?:in|for|at) (\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)*)")]
    private static partial Regex Place();
}
