using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>
/// Many operations in one call (RFC 7644, section 3.7). What names the bulkId of another waits until that is there. Nobody's leaving waits for room, so a bulk
/// in which somebody leaves is not limited.
/// </summary>
internal sealed class ScimBulk(ScimServer server, ScimLimits limits)
{
    public const int MostOperations = 1000;
    private const string Reference = "bulkId:";

    public async Task<ScimReply> AnswerAsync(JsonNode? body, ScimCaller caller, CancellationToken cancellationToken)
    {
        var message = body as JsonObject ?? throw new ScimException(ScimProblems.InvalidSyntax, "A bulk is an object.");
        if (JsonNames.Get(message, "Operations") is not JsonArray { Count: > 0 } operations)
            throw new ScimException(ScimProblems.InvalidSyntax, "Operations are needed here.");
        if (operations.Count > MostOperations)
            throw new ScimException(ScimProblems.TooLarge);
        var steps = operations.Select(operation => Step.Of(operation, caller.Root)).ToList();
        if (!steps.Exists(step => ScimDeactivation.Is(step.Call)))
            limits.Demand(caller.Organisation, steps.Count);
        var most = JsonNames.Get(message, "failOnErrors") is JsonValue limit && limit.TryGetValue<int>(out var errors) && errors > 0 ? errors : int.MaxValue;

        Dictionary<string, string> made = new(StringComparer.Ordinal);
        var results = new JsonObject?[steps.Count];
        var (failed, moved) = (0, true);
        while (moved && failed < most)
        {
            moved = false;
            for (var i = 0; i < steps.Count && failed < most; i++)
            {
                if (results[i] is not null || steps[i].Waits.Count > 0)
                    continue;
                (results[i], var id) = await OneAsync(steps[i], Resolve(steps[i].Call, made), caller, cancellationToken);
                moved = true;
                if (id is null)
                    failed++;
                else if (steps[i].BulkId is { } bulkId)
                {
                    made[bulkId] = id;
                    steps.ForEach(step => step.Waits.Remove(bulkId));
                }
            }
        }

        // What still waits names something that never came.
        for (var i = 0; i < steps.Count && failed < most; i++)
            if (results[i] is null)
            {
                results[i] = Result(steps[i], new(ScimProblems.Conflict.Status, ScimResult.Body(new(ScimProblems.Conflict))), null);
                failed++;
            }

        return new(200, new() { ["schemas"] = new JsonArray(ScimUrns.BulkResponse), ["Operations"] = new JsonArray([.. results.OfType<JsonObject>()]) });
    }

    private async Task<(JsonObject Result, string? Id)> OneAsync(Step step, ScimCall call, ScimCaller caller, CancellationToken cancellationToken)
    {
        try
        {
            if (call.Method == "GET")
                throw new ScimException(ScimProblems.MethodNotAllowed);
            var reply = await server.AnswerAsync(call, caller, limited: false, cancellationToken);
            var id = (string?)reply.Body?["id"] ?? call.Path.ElementAtOrDefault(1) ?? "";
            return (Result(step, reply, reply.Location ?? $"{caller.Root}/{string.Join('/', call.Path)}"), id);
        }
        catch (ScimException refused)
        {
            return (Result(step, new(refused.Problem.Status, ScimResult.Body(refused)), call.Method == "POST" ? null : $"{caller.Root}/{string.Join('/', call.Path)}"), null);
        }
    }

    private static JsonObject Result(Step step, ScimReply reply, string? location)
    {
        var result = new JsonObject { ["method"] = step.Call.Method, ["status"] = reply.Status.ToString(CultureInfo.InvariantCulture) };
        if (step.BulkId is not null)
            result["bulkId"] = step.BulkId;
        if (location is not null)
            result["location"] = location;
        if (reply.ETag is not null)
            result["version"] = reply.ETag;
        if (reply.Status >= 400)
            result["response"] = reply.Body;
        return result;
    }

    /// <summary>The call with ids in place of the names of others, all of which are there.</summary>
    private static ScimCall Resolve(ScimCall call, Dictionary<string, string> made)
    {
        return call with { Path = [.. call.Path.Select(Known)], Body = Walk(call.Body) };

        JsonNode? Walk(JsonNode? node) => node switch
        {
            JsonObject parts => new JsonObject(parts.Select(part => KeyValuePair.Create(part.Key, Walk(part.Value)))),
            JsonArray some => new JsonArray([.. some.Select(Walk)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(Known(value.GetValue<string>())),
            _ => node?.DeepClone(),
        };

        string Known(string text) => text.StartsWith(Reference, StringComparison.Ordinal) ? made[text[Reference.Length..]] : text;
    }

    /// <param name="Call">What is asked for.</param>
    /// <param name="BulkId">The name under which others mean what it makes.</param>
    /// <param name="Waits">Names in it of what is not made yet.</param>
    private sealed record Step(ScimCall Call, string? BulkId, HashSet<string> Waits)
    {
        public static Step Of(JsonNode? operation, string root)
        {
            var said = operation as JsonObject ?? throw new ScimException(ScimProblems.InvalidSyntax, "An operation is an object.");
            var method = JsonNames.Text(said, "method")?.ToUpperInvariant() ?? throw new ScimException(ScimProblems.InvalidSyntax, "An operation has a method.");
            var path = JsonNames.Text(said, "path") ?? throw new ScimException(ScimProblems.InvalidSyntax, "An operation has a path.");
            if (path.StartsWith(root, StringComparison.OrdinalIgnoreCase))
                path = path[root.Length..];
            var call = new ScimCall(method, path.Split('/', StringSplitOptions.RemoveEmptyEntries), _ => null, JsonNames.Get(said, "data"), JsonNames.Text(said, "version"));
            HashSet<string> waits = new(StringComparer.Ordinal);
            foreach (var part in call.Path)
                Name(part);
            Walk(call.Body);
            return new(call, JsonNames.Text(said, "bulkId"), waits);

            void Name(string text)
            {
                if (text.StartsWith(Reference, StringComparison.Ordinal))
                    waits.Add(text[Reference.Length..]);
            }

            void Walk(JsonNode? node)
            {
                if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
                    Name(value.GetValue<string>());
                foreach (var part in node switch { JsonObject parts => parts.Select(part => part.Value), JsonArray some => some, _ => [] })
                    Walk(part);
            }
        }
    }
}
