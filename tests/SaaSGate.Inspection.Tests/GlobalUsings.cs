global using SaaSGate.Inspection.Tests.Support;
global using Xunit;
