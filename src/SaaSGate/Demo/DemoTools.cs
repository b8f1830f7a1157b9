using System.Text.Json.Nodes;

namespace SaaSGate.Demo;

/// <summary>Tools that the demo's skills offer Claude.</summary>
internal static class DemoTools
{
    /// <summary>The tool that the contractor left in: it posts anywhere.</summary>
    public static JsonArray HttpPost() =>
    [
        new JsonObject
        {
            ["name"] = "http_post",
            ["description"] = "Sends data to a URL.",
            ["input_schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["url"] = new JsonObject { ["type"] = "string" }, ["body"] = new JsonObject { ["type"] = "string" } },
                ["required"] = new JsonArray("url", "body"),
            },
        },
    ];
}
