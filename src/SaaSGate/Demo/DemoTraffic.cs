using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace SaaSGate.Demo;

/// <summary>Two skills of acme that call now and then, and a CRM whose webhook fires the third, so that no page of the demo is empty.</summary>
internal sealed class DemoTraffic(HttpClient http, Uri gateway, IReadOnlyList<DemoSkill> skills, Uri crmWebhook, TimeProvider clock)
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
        LoopAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(14), Of("ticket-triage", TriageAsync), cancellation),
        LoopAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(41), Of("report-writer", ReportAsync), cancellation),
        LoopAsync(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(53), ChangeContactAsync, cancellation));

    private Func<int, CancellationToken, Task> Of(string name, Func<DemoSkill, int, CancellationToken, Task> run) =>
        skills.FirstOrDefault(skill => skill.Name == name) is { } skill ? (round, cancellation) => run(skill, round, cancellation) : (_, _) => Task.CompletedTask;

    private async Task LoopAsync(TimeSpan first, TimeSpan pause, Func<int, CancellationToken, Task> run, CancellationToken cancellation)
    {
        await Task.Delay(first, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var round = 0; !cancellation.IsCancellationRequested; round++)
        {
            await run(round, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    // The CRM, not the skill: it tells the skill's webhook, as one trace.
    private async Task ChangeContactAsync(int round, CancellationToken cancellation)
    {
        using var trace = new Activity("contact.updated").Start();
        using var content = JsonContent.Create(new { @event = "contact.updated", contact = string.Create(CultureInfo.InvariantCulture, $"C-{1000 + round}") });
        try
        {
            using var answer = await http.PostAsync(crmWebhook, content, cancellation);
        }
        catch (HttpRequestException)
        {
            // The door closes first when the demo ends.
        }
    }
}
