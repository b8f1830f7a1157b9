using System.Diagnostics;

namespace SaaSGate.Demo;

/// <summary>The departed contractor's skill: whatever its webhook is told, it asks Claude, with a tool in hand that posts anywhere.</summary>
internal sealed class CrmExport(HttpClient http, Uri gateway, DemoSkill skill)
{
    /// <summary>Handles what the webhook was told, until cancelled.</summary>
    public async Task RunAsync(CrmWebhook webhook, CancellationToken cancellation)
    {
        await foreach (var call in webhook.CallsAsync(cancellation))
            await HandleAsync(call, cancellation);
    }

    private async Task HandleAsync(WebhookCall call, CancellationToken cancellation)
    {
        // HttpClient sends the trace on, with a span of its own.
        using var span = new Activity("crm-export");
        if (call.TraceParent is { } trace)
            span.SetParentId(trace);
        span.Start();
        await new SkillClient(http, gateway, skill, "You answer webhooks of Acme's CRM.").SayAsync(
            $"Webhook {call.Event}: list e-mail and phone of the customers that changed today.\n{call.Payload}", stream: true, DemoTools.HttpPost(), cancellation);
    }
}
