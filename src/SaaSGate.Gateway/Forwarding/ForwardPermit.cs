using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>The right to send one request to Claude: there is a durable record, and an approval was consumed where policy asks for one.</summary>
internal sealed class ForwardPermit
{
    private ForwardPermit(DurableExchange exchange, bool once)
    {
        Exchange = exchange;
        Once = once;
    }

    public DurableExchange Exchange { get; }

    public ReceivedRequest Request => Exchange.Inspected.Request;

    /// <summary>What is sent: the body that was digested, and approved where policy asks for that.</summary>
    public ReadOnlyMemory<byte> Body => Exchange.Inspected.UpstreamBody;

    /// <summary>True when the HTTP stack must not repeat it on its own.</summary>
    public bool Once { get; }

    /// <summary>For a request that policy lets through.</summary>
    public static ForwardPermit For(DurableExchange exchange) => exchange.Inspected.Decision.Kind < DecisionKind.Hold
        ? new(exchange, once: false)
        : throw new InvalidOperationException("A request that policy holds or blocks needs an approval, or is not sent.");

    /// <summary>For a held request whose approval was consumed for this very exchange.</summary>
    public static ForwardPermit For(ConsumedApproval approval) => approval.IsFor(approval.Exchange.Inspected.Digest)
        ? new(approval.Exchange, once: true)
        : throw new InvalidOperationException("This approval is for a tool call of the answer.");
}
