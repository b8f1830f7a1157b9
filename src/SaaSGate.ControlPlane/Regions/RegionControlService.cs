using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Tokens;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>The control connection: renewals and consumptions in; grants, stops, decisions and answers out.</summary>
internal sealed partial class RegionControlService(
    LinkCallers callers, ConnectedGateways gateways, LeaseDesk leases, ConsumptionDesk consumptions, DecisionDesk decisions, GatewayNews news, KeyWantedDesk keys,
    IOptions<RegionLinkOptions> options, ILogger<RegionControlService> logger) : RegionControl.RegionControlBase
{
    public override async Task Connect(
        IAsyncStreamReader<ControlFromGateway> requestStream, IServerStreamWriter<ControlToGateway> responseStream, ServerCallContext context)
    {
        // 1. Who calls.
        var gateway = await callers.IdentifyAsync(context);
        using var connection = new ControlConnection(gateway, context.CancellationToken);
        var renewals = Channel.CreateBounded<LeaseRenewal>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        // 2. From here on it hears of stops and decisions as they come; decisions from before are told once more.
        gateways.Add(connection);
        Log.Connected(logger, gateway.Id, gateway.RegionId);
        news.Connected(connection);
        var catchingUp = decisions.CatchUpAsync(connection);
        try
        {
            // 3. The first part to end ends all.
            await connection.RunAsync(
                context, options.Value.WritePatience, ReceiveAsync(requestStream, renewals.Writer, connection), SendAsync(responseStream, connection),
                leases.ServeAsync(connection, renewals.Reader));
        }
        finally
        {
            await catchingUp;
            gateways.Remove(connection);
            news.Left(connection);
            Log.Left(logger, gateway.Id);
        }
    }

    private async Task ReceiveAsync(IAsyncStreamReader<ControlFromGateway> stream, ChannelWriter<LeaseRenewal> renewals, ControlConnection connection)
    {
        await foreach (var message in stream.ReadAllAsync(connection.Closing))
        {
            switch (message.MessageCase)
            {
                case ControlFromGateway.MessageOneofCase.Renewal:
                    renewals.TryWrite(message.Renewal); // the newest counts; one that was not served yet is dropped for it
                    break;
                case ControlFromGateway.MessageOneofCase.Consume:
                    consumptions.Take(connection, message.Consume);
                    break;
                case ControlFromGateway.MessageOneofCase.KeyWanted:
                    keys.Take(connection, message.KeyWanted);
                    break;
            }
        }
    }

    private static async Task SendAsync(IServerStreamWriter<ControlToGateway> stream, ControlConnection connection)
    {
        await foreach (var message in connection.Outgoing.ReadAllAsync(connection.Closing))
            await stream.WriteAsync(message, CancellationToken.None);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Gateway {Gateway} of region {Region} connected.")]
        public static partial void Connected(ILogger logger, string gateway, string region);

        [LoggerMessage(LogLevel.Information, "Gateway {Gateway} has gone.")]
        public static partial void Left(ILogger logger, string gateway);
    }
}
