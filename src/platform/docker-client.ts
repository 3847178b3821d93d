import type Dockerode from 'dockerode';

export const DOCKER_SOCKET = '/var/run/docker.sock';

/** The Engine API over its Unix socket. Loaded when it is first asked for: most runs never talk to Docker. */
export async function dockerClient(socketPath: string = DOCKER_SOCKET): Promise<Dockerode> {
  const { default: Docker } = await import('dockerode');
  return new Docker({ socketPath });
}
