using System.Text.Json.Nodes;

namespace SaaSGate.Demo;

/// <summary>Three skills of acme that call now and then, so that no page of the demo is empty.</summary>
internal sealed class DemoTraffic(HttpClient http, Uri gateway, IReadOnlyList<DemoSkill> skills, TimeProvider clock)
{
    private static readonly string[] Tickets =
    [
        "Triage ticket 4711: the customer cannot sign in since the password reset and is waiting for a call back.",
        "Triage ticket 4712: invoice 2209 was charged twice, the customer asks for the money back.",
        "Triage ticket 4713: the export to the accounting system stops after the first page.",
        "Triage ticket 4714: a delivery went to the old address again.",
    ];

    private static readonly string[] FollowUps =
    [
        "Draft a short answer to the customer.",
        "Which team should take this, and how urgent is it?",
    ];

    /// <summary>Calls until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        LoopAsync("ticket-triage", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(14), TriageAsync, cancellation),
        LoopAsync("report-writer", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(41), ReportAsync, cancellation),
        LoopAsync("crm-export", TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(53), LookUpAsync, cancellation));

    private async Task LoopAsync(
        string name, TimeSpan first, TimeSpan pause, Func<DemoSkill, int, CancellationToken, Task> run, CancellationToken cancellation)
    {
        if (skills.FirstOrDefault(skill => skill.Name == name) is not { } skill)
            return;
        await Task.Delay(first, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var round = 0; !cancellation.IsCancellationRequested; round++)
        {
            await run(skill, round, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TriageAsync(DemoSkill skill, int round, CancellationToken cancellation)
    {
        var run = new SkillClient(http, gateway, skill, "You triage support tickets for Acme. Summarise, name the team, give a priority.");
        if (await run.SayAsync(Tickets[round % Tickets.Length], stream: false, tools: null, cancellation) is null)
            return;
        await run.SayAsync(FollowUps[round % FollowUps.Length], stream: true, tools: null, cancellation);
    }

    private Task ReportAsync(DemoSkill skill, int round, CancellationToken cancellation) =>
        new SkillClient(http, gateway, skill, "You write Acme's reports in plain words.")
            .SayAsync($"Write the weekly report of week {1 + (round % 52)}: sales, support and delivery.", stream: true, tools: null, cancellation);

    private Task LookUpAsync(DemoSkill skill, int round, CancellationToken cancellation) =>
        new SkillClient(http, gateway, skill, "You answer webhooks of Acme's CRM.")
            .SayAsync($"Webhook contact.updated {round}: list e-mail and phone of the customers that changed today.", stream: true, HttpPost(), cancellation);

    /// <summary>The tool that the contractor left in: it posts anywhere.</summary>
    internal static JsonArray HttpPost() =>
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
