using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Recording;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// Uses an approval up: PostgreSQL grants it to one attempt of one gateway (promise 5). An answer that does not come is a no,
/// and the attempt is never repeated, since the control plane may have granted it. Not too many ask at once: the other end refuses
/// what it has no room for.
/// </summary>
internal sealed class ApprovalConsumer(LinkOutbox outbox, GatewayOptions options, TimeProvider clock) : IDisposable
{
    private const int AtOnce = 32;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<ConsumeResult>> _waiting = new();
    private readonly SemaphoreSlim _room = new(AtOnce);

    /// <summary>The consumption, durable in the spool, or null when it was not granted.</summary>
    /// <param name="exchange">The exchange that uses it.</param>
    /// <param name="approvalId">The approval.</param>
    /// <param name="digest">Of what is sent by it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ConsumedApproval?> ConsumeAsync(DurableExchange exchange, string approvalId, byte[] digest, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        try
        {
            return await ConsumeOnceAsync(exchange, approvalId, digest, cancellation);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Whether somebody still waits for this attempt's answer. An approval that nobody would use must not be used up.</summary>
    public bool Waits(ConsumeApproval question) => _waiting.ContainsKey(Convert.ToHexString(question.Attempt.Span));

    public void Answered(ConsumeResult result)
    {
        if (_waiting.TryGetValue(Convert.ToHexString(result.Attempt.Span), out var waiting))
            waiting.TrySetResult(result);
    }

    public void Dispose() => _room.Dispose();

    private async Task<ConsumedApproval?> ConsumeOnceAsync(DurableExchange exchange, string approvalId, byte[] digest, CancellationToken cancellation)
    {
        var attempt = RandomNumberGenerator.GetBytes(16);
        var key = Convert.ToHexString(attempt);
        var answer = _waiting[key] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            outbox.Send(new ControlFromGateway
            {
                Consume = new ConsumeApproval
                {
                    Attempt = ByteString.CopyFrom(attempt),
                    OrganisationId = exchange.Inspected.Request.Skill.Tenant.OrganisationId,
                    ApprovalId = approvalId,
                    Digest = ByteString.CopyFrom(digest),
                    ExchangeId = exchange.ExchangeId,
                    Policies = { exchange.Inspected.Request.Skill.Entry.Policies.InForce },
                },
            });
            var result = await answer.Task.WaitAsync(options.ConsumeTimeout, clock, cancellation);
            return result.Granted ? await ConsumedApproval.RecordAsync(exchange, approvalId, digest, attempt) : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiting.TryRemove(key, out _);
        }
    }
}
