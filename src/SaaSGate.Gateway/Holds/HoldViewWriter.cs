using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// What a reviewer is shown of a held request: made here, from the masked request only, so that nothing raw leaves the gateway.
/// Its SHA-256 is the view digest that the decision names.
/// </summary>
internal static class HoldViewWriter
{
    private const int SummaryLength = 200, MostMatches = 50;
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = Inspector.MaxJsonDepth };

    /// <summary>Letters stay as they are: escaped they take up to six times the room. The view is JSON to whoever reads it, and no part of a page.</summary>
    private static readonly JsonWriterOptions Writing = new() { MaxDepth = Inspector.MaxJsonDepth + 8, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 JSON in the shape of HoldView.</summary>
    /// <param name="inspected">The request.</param>
    /// <param name="decision">By which it, or the call, is held.</param>
    /// <param name="matches">Rules that matched it, or the call.</param>
    /// <param name="call">The tool call of its answer that is held; null for the request itself.</param>
    /// <param name="model">That made the call, masked; null where it is the request's.</param>
    public static byte[] Write(InspectedRequest inspected, PolicyDecision decision, IReadOnlyList<RuleMatch> matches, ShownCall? call = null, string? model = null)
    {
        var (request, inspection) = (inspected.Request, inspected.Inspection);
        // What asks for results has no body.
        using var document = JsonDocument.Parse(inspection.RecordBody.IsEmpty ? "{}"u8.ToArray() : inspection.RecordBody, Depth);
        var body = document.RootElement;
        using var buffer = new MemoryStream(inspection.RecordBody.Length + 1024);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            WriteNamed(json, "skill", request.Skill.Entry.Skill.Id, request.Skill.Entry.Skill.Name);
            json.WriteString("owner", request.Skill.Entry.Skill.OwnerName);
            json.WriteStartObject("connection");
            json.WriteString("name", request.Skill.Connection.Name);
            json.WriteString("baseUrl", request.Skill.Connection.BaseUrl.AbsoluteUri);
            json.WriteEndObject();
            json.WriteString("method", request.Method);
            json.WriteString("path", request.Skill.Entry.Inspector.MaskText(request.Path));
            json.WriteString("query", request.Skill.Entry.Inspector.MaskText(request.Query));
            json.WriteString("model", model ?? inspection.Model);
            json.WriteBoolean("stream", inspection.Stream);
            json.WriteString("rule", decision.Rule);
            json.WriteString("severity", decision.Severity);
            json.WriteStartObject("policy");
            json.WriteString("id", decision.PolicyId);
            json.WriteNumber("version", decision.PolicyVersion);
            json.WriteEndObject();
            json.WriteString("stage", call is null ? HoldStages.Request : HoldStages.ToolUse);
            if (call is not null)
                WriteCall(json, call);
            var asked = HeldRequests.In(body, request.Family == EndpointFamily.Batches);
            json.WriteString("summary", call is null ? Summary(asked) : Shortened($"{call.Tool} {call.Input}"));
            WriteCopy(json, body, "system");
            if (asked is [{ CustomId: null }])
                WriteMessages(json, body);
            else
                WriteBatch(json, asked);
            WriteTools(json, asked);
            HeldParameters.Write(json, body, asked);
            HoldReach.Write(json, [.. asked.Select(one => one.Body)], request.Skill.Entry.Inspector.MaskText(request.Headers["anthropic-beta"].ToString()));
            json.WriteStartArray("findings");
            foreach (var finding in inspection.Findings)
            {
                json.WriteStartObject();
                json.WriteString("type", finding.Type);
                json.WriteString("label", finding.Label);
                json.WriteString("location", finding.Location);
                json.WriteString("rule", finding.Rule);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteMatches(json, matches);
            json.WriteNumber("requestBytes", inspected.Body.Length);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteMatches(Utf8JsonWriter json, IReadOnlyList<RuleMatch> matches)
    {
        json.WriteStartArray("matches");
        foreach (var match in matches.Take(MostMatches))
        {
            json.WriteStartObject();
            json.WriteString("rule", match.Rule);
            json.WriteString("kind", RecordedMatch.NameOf(match.Kind));
            json.WriteBoolean("decisive", match.Decisive);
            json.WriteString("because", match.Because);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCall(Utf8JsonWriter json, ShownCall call)
    {
        json.WriteStartObject("toolUse");
        json.WriteNumber("index", call.Index);
        json.WriteString("name", call.Tool);
        json.WritePropertyName("input");
        WriteInput(json, call);
        json.WritePropertyName("destinations");
        JsonSerializer.Serialize(json, call.Destinations);
        json.WriteString("binding", call.Binding);
        json.WriteEndObject();
    }

    /// <summary>As JSON where it is that: what was cut, here or by Claude, is shown as text.</summary>
    private static void WriteInput(Utf8JsonWriter json, ShownCall call)
    {
        try
        {
            // A raw value would be checked to a lesser depth than this.
            using var input = call.IsWhole ? JsonDocument.Parse(call.Input, Depth) : null;
            if (input is not null)
                input.RootElement.WriteTo(json);
            else
                json.WriteStringValue(call.Input);
        }
        catch (JsonException)
        {
            json.WriteStringValue(call.Input);
        }
    }

    private static void WriteNamed(Utf8JsonWriter json, string property, string id, string name)
    {
        json.WriteStartObject(property);
        json.WriteString("id", id);
        json.WriteString("name", name);
        json.WriteEndObject();
    }

    private static void WriteCopy(Utf8JsonWriter json, JsonElement body, string property)
    {
        json.WritePropertyName(property);
        if (body.TryGetProperty(property, out var value))
            value.WriteTo(json);
        else
            json.WriteNullValue();
    }

    /// <summary>The prompt of a completion is shown as what the user says: it holds the whole conversation.</summary>
    private static void WriteMessages(Utf8JsonWriter json, JsonElement body)
    {
        if (body.TryGetProperty("messages", out var messages))
        {
            json.WritePropertyName("messages");
            messages.WriteTo(json);
            return;
        }
        json.WriteStartArray("messages");
        if (PromptOf(body) is not { } prompt)
        {
            json.WriteEndArray();
            return;
        }
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", prompt);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>The messages of all requests, each behind a line that says which request begins, and its system prompt.</summary>
    private static void WriteBatch(Utf8JsonWriter json, IReadOnlyList<HeldRequests.One> asked)
    {
        json.WriteStartArray("messages");
        for (var i = 0; i < asked.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("role", "system");
            json.WriteString("content", string.Create(CultureInfo.InvariantCulture, $"Request {i + 1} of {asked.Count}: {asked[i].CustomId}"));
            json.WriteEndObject();
            if (asked[i].Body is not { ValueKind: JsonValueKind.Object } body)
                continue;
            if (body.TryGetProperty("system", out var system))
            {
                json.WriteStartObject();
                json.WriteString("role", "system");
                json.WritePropertyName("content");
                system.WriteTo(json);
                json.WriteEndObject();
            }
            if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var message in messages.EnumerateArray())
                message.WriteTo(json);
        }
        json.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter json, IReadOnlyList<HeldRequests.One> asked)
    {
        var names = asked.SelectMany(one => HeldRequests.Items(one.Body, "tools")).Select(tool => HeldRequests.Text(tool, "name")).OfType<string>();
        json.WritePropertyName("tools");
        JsonSerializer.Serialize(json, asked.Count == 1 ? names : names.Distinct());
    }

    /// <summary>The first words of the last text that the user sent; of a batch, in its first request.</summary>
    private static string Summary(IReadOnlyList<HeldRequests.One> asked) => asked switch
    {
        [] => "",
        [{ CustomId: null, Body: var body }] => Summary(body),
        [{ Body: { ValueKind: JsonValueKind.Object } body }, ..] => Shortened(string.Create(CultureInfo.InvariantCulture, $"{asked.Count} requests, the first: {Summary(body)}")),
        _ => string.Create(CultureInfo.InvariantCulture, $"{asked.Count} requests"),
    };

    private static string Summary(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out var messages))
            return PromptOf(body) is { } prompt ? Shortened(LastTurn(prompt)) : "";
        if (messages.ValueKind != JsonValueKind.Array)
            return "";
        var text = messages.EnumerateArray().Reverse()
            .Where(message => HeldRequests.Text(message, "role") == "user")
            .Select(message => message.TryGetProperty("content", out var content) ? LastText(content) : null)
            .FirstOrDefault(found => found is { Length: > 0 }) ?? "";
        return Shortened(text);
    }

    private static string? PromptOf(JsonElement body) => body.TryGetProperty("prompt", out var prompt) && prompt.ValueKind == JsonValueKind.String ? prompt.GetString() : null;

    /// <summary>What the user said last in a prompt: <c>Human: … Assistant:</c>.</summary>
    private static string LastTurn(string prompt)
    {
        const string User = "\n\nHuman:", Claude = "\n\nAssistant:";
        var said = prompt.AsSpan();
        if (said.LastIndexOf(User, StringComparison.Ordinal) is >= 0 and var user)
            said = said[(user + User.Length)..];
        if (said.IndexOf(Claude, StringComparison.Ordinal) is >= 0 and var answer)
            said = said[..answer];
        return said.Trim().ToString();
    }

    private static string Shortened(string text) =>
        text.Length <= SummaryLength ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[SummaryLength - 1]) ? SummaryLength - 1 : SummaryLength), "…");

    private static string? LastText(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString(),
        JsonValueKind.Array => content.EnumerateArray().Reverse()
            .Where(block => block.ValueKind == JsonValueKind.Object && block.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            .Select(block => block.GetProperty("text").GetString())
            .FirstOrDefault(),
        _ => null,
    };
}
